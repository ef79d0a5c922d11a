// Builds what the pages need into the package's static folder: a style sheet for screens, one for paper, one script, fonts, icons, provinces.
// The result is committed; CI builds again and compares, so nothing here may depend on time or machine.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import icons from "./icons.json" with { type: "json" };
import { provinces } from "./provinces.mjs";

const out = "../drakentemmers/ui/static/ui";
const modules = "node_modules";

for (const folder of ["fonts", "css", "js", "icons"]) {
  rmSync(`${out}/${folder}`, { recursive: true, force: true });
  mkdirSync(`${out}/${folder}`, { recursive: true });
}

const fonts = [
  ["source-sans-3", "latin", "source-sans-3-latin-wght-normal"],
  ["source-sans-3", "latin-ext", "source-sans-3-latin-ext-wght-normal"],
  ["source-serif-4", "latin", "source-serif-4-latin-wght-normal"],
  ["source-serif-4", "latin-ext", "source-serif-4-latin-ext-wght-normal"],
];
for (const [family, , file] of fonts) {
  copyFileSync(`${modules}/@fontsource-variable/${family}/files/${file}.woff2`, `${out}/fonts/${file}.woff2`);
}

await build({
  entryPoints: { "css/drakentemmers": "css/main.css", "css/paper": "css/paper.css", "js/drakentemmers": "js/main.js" },
  outdir: out,
  bundle: true,
  minify: true,
  target: ["es2020", "chrome90", "firefox90", "safari14"],
  external: ["../fonts/*", "../img/*"],
  legalComments: "none",
});

const symbols = icons.map((name) => {
  const source = readFileSync(`${modules}/lucide-static/icons/${name}.svg`, "utf8");
  const body = source.replace(/<!--.*?-->/s, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(
  `${out}/icons/sprite.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);

mkdirSync("../drakentemmers/ui/data", { recursive: true });
writeFileSync("../drakentemmers/ui/data/provinces.json", `${JSON.stringify(await provinces(modules))}\n`);

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const wanted = ["@fontsource-variable/source-sans-3", "@fontsource-variable/source-serif-4", "@svg-maps/netherlands", "lucide-static"];
const rows = wanted.map((name) => {
  const { version, license } = lock.packages[`node_modules/${name}`];
  return `| ${name} | ${version} | ${license} |`;
});
writeFileSync(
  `${out}/THIRD-PARTY.md`,
  `# What in this folder was made by others\n\n| name | version | licence |\n|---|---|---|\n${rows.join("\n")}\n`,
);
