// The camera, for the dialog that shows it: one stream at a time, and no track that goes on once nobody
// looks. It is fetched when a camera is wanted.
(function () {
  'use strict';

  /** Until its first picture a camera has so long. */
  const PATIENCE_MS = 15000;

  /** Counts up with whatever ends a stream: an answer to an earlier wish is too late. */
  let turn = 0;
  let stream = null;
  let video = null;
  let tell = null;

  const end = (one) => one.getTracks().forEach((track) => track.stop());

  /** Switches the camera off; what was asked for and has not come yet will be switched off when it comes. */
  function stop() {
    turn += 1;
    tell = null;
    if (stream) end(stream);
    stream = null;
    if (video) video.srcObject = null;
    video = null;
  }

  /** It is gone without the reader's doing. */
  function lose(why) {
    const hears = tell;
    stop();
    hears?.(why);
  }

  document.addEventListener('visibilitychange', () => document.hidden && lose('hidden'));
  window.addEventListener('pagehide', () => lose('hidden'));

  /** Whether the policies of the host and of the frame leave the camera to this page; unknown to many browsers. */
  function isAllowed() {
    try {
      return (document.permissionsPolicy ?? document.featurePolicy)?.allowsFeature('camera');
    } catch {
      return undefined;
    }
  }

  const isFramed = () => window.self !== window.top;

  function isFramedByAnother() {
    try {
      return isFramed() && window.top.origin !== window.origin;
    } catch {
      return true;
    }
  }

  /** Why there will be none, whatever the reader answers; empty where there may be one. */
  function hindrance() {
    if (!window.isSecureContext) return 'insecure';
    if (!navigator.mediaDevices?.getUserMedia) return 'none';
    if (isAllowed() === false) return isFramed() ? 'frame' : 'policy';
    return '';
  }

  function causeOf(error) {
    switch (error?.name) {
      case 'NotAllowedError':
      case 'SecurityError':
        return isAllowed() === undefined && isFramedByAnother() ? 'frame-or-reader' : 'refused';
      case 'NotFoundError':
        return 'none';
      case 'NotReadableError':
      case 'AbortError':
        return 'busy';
      case 'OverconstrainedError':
        return 'unfit';
      default:
        return 'other';
    }
  }

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Whether `shown` shows a picture, in time. */
  function shows(shown) {
    const first = new Promise((resolve) => {
      if (shown.readyState >= 2) resolve(true);
      shown.addEventListener('loadeddata', () => resolve(true), { once: true });
    });
    return Promise.race([first, pause(PATIENCE_MS).then(() => false)]);
  }

  async function listed() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const cameras = all.filter((one) => one.kind === 'videoinput');
    return cameras.map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /**
   * Shows the camera of this id (any where it is empty) in `shown`; `hears` is told why it went away.
   * Answers `{ why, message }`, or with an empty `why` `{ cameras, id, width, height }`; the `why` of what
   * was given up in the meantime is 'closed'.
   */
  async function open(id, shown, hears) {
    stop();
    const mine = turn;
    const why = hindrance();
    if (why) return { why };
    tell = hears;
    const which = id ? { deviceId: { exact: id } } : { facingMode: 'environment' };
    let found;
    try {
      const wish = { ...which, width: { ideal: 1280 }, height: { ideal: 960 } };
      found = await navigator.mediaDevices.getUserMedia({ audio: false, video: wish });
    } catch (error) {
      if (mine !== turn) return { why: 'closed' };
      stop();
      return { why: causeOf(error), message: String(error?.message ?? error) };
    }
    if (mine !== turn) {
      end(found);
      return { why: 'closed' };
    }
    return show(found, shown, mine);
  }

  async function show(found, shown, mine) {
    const [track] = found.getVideoTracks();
    stream = found;
    video = shown;
    track.addEventListener('ended', () => stream === found && lose('unplugged'));
    shown.srcObject = found;
    shown.play().catch(() => undefined);
    const came = await shows(shown);
    const cameras = came && mine === turn ? await listed() : [];
    if (mine !== turn) return { why: 'closed' };
    if (!came) {
      stop();
      return { why: 'busy' };
    }
    const id = track.getSettings().deviceId ?? '';
    return { why: '', cameras, id, width: shown.videoWidth, height: shown.videoHeight };
  }

  window.gradoscopeCamera = {
    open,
    stop,
    /** What it shows now, as a bitmap. */
    frame: async () => createImageBitmap(video),
    /** A file of the camera's own, where the browser can have one made. */
    photo: async () => {
      const taken = new ImageCapture(stream.getVideoTracks()[0]).takePhoto();
      return Promise.race([taken, pause(PATIENCE_MS).then(() => { throw new Error('no answer'); })]);
    },
  };
})();
