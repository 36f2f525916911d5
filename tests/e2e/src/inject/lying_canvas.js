// What a browser does that falsifies what comes back from a canvas: noise, without a word. The tests
// read the truth by `trueRead`; who asked for what is in `lies`.
{
  const brush = CanvasRenderingContext2D.prototype;
  const canvas = HTMLCanvasElement.prototype;
  window.trueRead = brush.getImageData;
  window.lies = [];
  const spoil = (image) => {
    for (let at = 0; at < image.data.length; at += 1) image.data[at] = (at * 2654435761) >>> 24;
    return image;
  };
  brush.getImageData = function (...where) {
    window.lies.push('getImageData');
    return spoil(window.trueRead.apply(this, where));
  };
  const noisy = (of) => {
    const other = new OffscreenCanvas(of.width, of.height);
    const context = other.getContext('2d');
    context.putImageData(spoil(context.createImageData(of.width, of.height)), 0, 0);
    return other;
  };
  canvas.toBlob = function (done, type) {
    window.lies.push('toBlob');
    noisy(this).convertToBlob({ type }).then(done);
  };
  canvas.toDataURL = function () {
    window.lies.push('toDataURL');
    return 'data:image/png;base64,';
  };
}
