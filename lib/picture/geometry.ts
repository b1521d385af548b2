/** In pixels, from the upper left corner of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels; `x` and `y` are those of the upper left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A line with a place for words in its middle. */
export interface Line {
  /** At least two. */
  readonly points: readonly Point[];
  readonly label: Point;
}

/** A line from one side of a box to the near side of another. */
export function bentLine(from: Box, to: Box): Line {
  const forward = from.x + from.width <= to.x;
  const start = { x: forward ? from.x + from.width : from.x, y: from.y + from.height / 2 };
  const end = { x: forward ? to.x : to.x + to.width, y: to.y + to.height / 2 };
  const label = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const bend = (forward ? 1 : -1) * Math.min(60, Math.abs(end.x - start.x) / 3);
  const points = [start, { x: start.x + bend, y: start.y }, { x: end.x - bend, y: end.y }, end];
  return { points: points.map(roundedPoint), label: roundedPoint(label) };
}

/** A line between two boxes that is no edge of a picture, such as a call: between the sides that are nearest. */
export function lineBetween(from: Box, to: Box): readonly Point[] {
  if (from.x + from.width <= to.x || to.x + to.width <= from.x) return bentLine(from, to).points;
  const isBelow = to.y > from.y;
  const start = { x: from.x + from.width / 2, y: isBelow ? from.y + from.height : from.y };
  const end = { x: to.x + to.width / 2, y: isBelow ? to.y : to.y + to.height };
  const middle = (start.y + end.y) / 2;
  return [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end].map(roundedPoint);
}

export function roundedPoint<P extends Point>(point: P): P {
  return { ...point, x: rounded(point.x), y: rounded(point.y) };
}

/** Without differences that nobody sees. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
