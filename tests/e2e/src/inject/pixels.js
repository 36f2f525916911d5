const canvas = document.querySelector(arguments[0]);
const { width, height } = canvas;
// Where a test has the page's canvases lie, the truth is kept aside.
const read = window.trueRead ?? CanvasRenderingContext2D.prototype.getImageData;
const { data } = read.call(canvas.getContext('2d'), 0, 0, width, height);
let text = '';
for (let at = 0; at < data.length; at += 32768) {
  text += String.fromCharCode(...data.subarray(at, at + 32768));
}
return { width, height, rgba: btoa(text) };
