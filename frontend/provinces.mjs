// Turns the drawn provinces (a Mercator drawing) into rings of longitude and latitude: the fallback under the maps.
import { readFileSync } from "node:fs";

// The outermost points of the country, in degrees, and where the drawing has them (measured over all paths below).
const WEST = 3.358;
const EAST = 7.227;
const SOUTH = 50.751;
const NORTH = 53.555;

const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
const latitude = (y) => (Math.atan(Math.exp(y)) * 360) / Math.PI - 90;

function rings(path) {
  const found = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  let ring = [];
  let mode = "m";
  const tokens = path.match(/[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?/g);
  for (let i = 0; i < tokens.length; ) {
    if (/[a-zA-Z]/.test(tokens[i])) {
      mode = tokens[i++];
      if (mode.toLowerCase() === "z") {
        if (ring.length > 3) found.push(ring);
        ring = [];
        [x, y] = [startX, startY];
      }
      continue;
    }
    const relative = mode === mode.toLowerCase();
    if (mode.toLowerCase() === "h") x = relative ? x + Number(tokens[i++]) : Number(tokens[i++]);
    else if (mode.toLowerCase() === "v") y = relative ? y + Number(tokens[i++]) : Number(tokens[i++]);
    else {
      const [dx, dy] = [Number(tokens[i++]), Number(tokens[i++])];
      [x, y] = relative ? [x + dx, y + dy] : [dx, dy];
      if (mode.toLowerCase() === "m") {
        [startX, startY] = [x, y];
        mode = relative ? "l" : "L";
      }
    }
    ring.push([x, y]);
  }
  if (ring.length > 3) found.push(ring);
  return found;
}

export async function provinces(modules) {
  const source = readFileSync(`${modules}/@svg-maps/netherlands/index.js`, "utf8");
  const map = JSON.parse(source.replace(/^export default /, "").replace(/;?\s*$/, ""));
  const drawn = map.locations.map(({ name, path }) => ({ name, rings: rings(path) }));
  const points = drawn.flatMap(({ rings }) => rings.flat());
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const place = ([x, y]) => [
    Number((WEST + ((x - left) / (right - left)) * (EAST - WEST)).toFixed(3)),
    Number(latitude(mercator(NORTH) - ((y - top) / (bottom - top)) * (mercator(NORTH) - mercator(SOUTH))).toFixed(3)),
  ];
  return drawn.map(({ name, rings }) => [name, rings.map((ring) => ring.map(place))]);
}
