"""Runs the page of the benchmark in a headless Chromium on a graphics card and prints what it finds.

    python3 browse.py CHROMIUM SITE ENGINES ROUNDS

Nothing but Python is needed: the page sends its lines to the server that serves it.
"""

import functools
import http.server
import json
import subprocess
import sys
import tempfile
import threading

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--enable-unsafe-webgpu",
    "--enable-features=Vulkan",
    # Without it Vulkan is asked for a screen, which is not there, and the software adapter taken.
    "--disable-vulkan-surface",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Sent again and again until the page is done.
TELL = """<script>
setInterval(() => {
  if (window.bench) fetch('said', { method: 'POST', body: JSON.stringify(window.bench) });
}, 500);
</script>"""
MOST_S = 240


class Server(http.server.SimpleHTTPRequestHandler):
    found = {}
    done = threading.Event()

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.path.startswith("/index.html"):
            return super().do_GET()
        with open(f"{self.directory}/index.html", encoding="utf-8") as file:
            body = (file.read() + TELL).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        Server.found = json.loads(self.rfile.read(length))
        self.send_response(204)
        self.end_headers()
        if Server.found.get("done"):
            Server.done.set()


def main():
    chromium, site, engines, rounds = sys.argv[1:]
    handler = functools.partial(Server, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/index.html?engines={engines}&rounds={rounds}"
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", address]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as browser:
            said = []
            threading.Thread(target=lambda: said.extend(browser.stderr), daemon=True).start()
            Server.done.wait(MOST_S)
            browser.kill()
    found = Server.found
    print("adapter of WebGPU in the browser:", found.get("adapter"))
    print("\n".join(found.get("lines", [])))
    if not found.get("done") or found.get("failed"):
        print("not done:", found.get("failed"), *said[-15:])
        sys.exit(1)


main()
