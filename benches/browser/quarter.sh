#!/bin/sh
# Chromium with a quarter of the machine's processors: `CHROME=$PWD/benches/browser/quarter.sh cargo xtask bench reader`.
# Needs Linux's control groups (either version) and the right to write to them.
set -eu
period=10000
quota=$(($(nproc) * period / 4))
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  group=/sys/fs/cgroup/quarter
  mkdir -p $group
  echo "$quota $period" >$group/cpu.max
else
  group=/sys/fs/cgroup/cpu/quarter
  mkdir -p $group
  echo $period >$group/cpu.cfs_period_us
  echo $quota >$group/cpu.cfs_quota_us
fi
echo $$ >$group/cgroup.procs
exec "${SLOWED:-chromium}" "$@"
