// Draws a frame: dark on white, whole device pixels per module, the quiet zone of four modules, at least 240 CSS pixels. One frame
// replaces the other in one step, without a blank between.

import { correction, generate, mode } from "lean-qr";

const QUIET_MODULES = 4;
const SMALLEST_CODE_PX = 240;
const INK = [20, 32, 29] as const;

/** A code with its modules, without the quiet zone. */
export interface Modules {
  readonly size: number;
  get(x: number, y: number): boolean;
}

/** Encodes a frame's text in the mix of modes that is shortest, at level M or better. */
export function encode(text: string): Modules {
  return generate(mode.auto(text, { modes: [mode.numeric, mode.alphaNumeric, mode.ascii] }), {
    minCorrectionLevel: correction.M,
  });
}

/** Device pixels per module: as many as fit the width, never under the smallest readable size. */
export function moduleSize(size: number, widthPx: number, ratio: number): number {
  const fitting = Math.floor((widthPx * ratio) / (size + 2 * QUIET_MODULES));
  const smallest = Math.ceil((SMALLEST_CODE_PX * ratio) / size);
  return Math.max(fitting, smallest);
}

export function draw(canvas: HTMLCanvasElement, code: Modules, widthPx: number, ratio: number): void {
  const scale = moduleSize(code.size, widthPx, ratio);
  const side = (code.size + 2 * QUIET_MODULES) * scale;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(colour(255, 255, 255));
  const ink = colour(...INK);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isInk = code.get(Math.floor(x / scale) - QUIET_MODULES, Math.floor(y / scale) - QUIET_MODULES);
      if (isInk) pixels[y * side + x] = ink;
    }
  }
  if (canvas.width !== side || canvas.height !== side) {
    canvas.width = side;
    canvas.height = side;
    canvas.style.width = `${side / ratio}px`;
    canvas.style.height = `${side / ratio}px`;
  }
  context.putImageData(image, 0, 0);
}

/** A pixel as image data lies in memory, whatever the machine's byte order. */
function colour(red: number, green: number, blue: number): number {
  return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0] ?? 0;
}
