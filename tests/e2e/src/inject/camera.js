// Cameras that are none: a canvas, red on its left and blue on its right. `error` is what the next wish
// is answered with, `held` has wishes wait for `release()`.
{
  const camera = (window.camera = {
    list: [{ kind: 'videoinput', deviceId: 'a', label: 'Front' }],
    error: '',
    held: false,
    release: () => undefined,
    wishes: [],
    tracks: [],
    states: () => camera.tracks.map((track) => track.readyState),
  });
  const picture = () => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    const brush = canvas.getContext('2d');
    const draw = () => {
      brush.fillStyle = 'rgb(220 20 20)';
      brush.fillRect(0, 0, 160, 240);
      brush.fillStyle = 'rgb(20 20 220)';
      brush.fillRect(160, 0, 160, 240);
    };
    draw();
    // Only what is drawn anew is a frame.
    setInterval(draw, 40);
    return canvas;
  };
  const devices = new EventTarget();
  devices.enumerateDevices = async () => camera.list;
  devices.getUserMedia = async ({ video }) => {
    camera.wishes.push(video.deviceId?.exact ?? '');
    if (camera.held) await new Promise((resolve) => { camera.release = resolve; });
    if (camera.error) throw new DOMException('made to fail', camera.error);
    const stream = picture().captureStream(25);
    const [track] = stream.getVideoTracks();
    const deviceId = video.deviceId?.exact ?? camera.list[0].deviceId;
    track.getSettings = () => ({ deviceId });
    camera.tracks.push(track);
    return stream;
  };
  Object.defineProperty(navigator, 'mediaDevices', { value: devices, configurable: true });
}
