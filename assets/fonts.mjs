// Golos Text (variable) cut to the letters the unicode ranges in static/css/fonts.css promise.
import fs from "node:fs"
import path from "node:path"
import subset from "subset-font"
import { read } from "./sources.mjs"

const FROM = {
  "golos-latin.woff2": "latin",
  "golos-cyrillic.woff2": "cyrillic",
  "golos-rare-latin.woff2": "latin",
  "golos-signs.woff2": "latin-ext",
  "golos-extended.woff2": "latin-ext",
}

function lettersOf(ranges) {
  const letters = []
  for (const range of ranges.split(",")) {
    const [first, last] = range.trim().replace("U+", "").split("-").map((hex) => parseInt(hex, 16))
    for (let code = first; code <= (last ?? first); code++) letters.push(String.fromCodePoint(code))
  }
  return letters.join("")
}

export async function fonts(root, write) {
  const css = read(path.join(root, "static/css/fonts.css"))
  const faces = [...css.matchAll(/fonts\/([\w-]+\.woff2)[\s\S]*?unicode-range:([^;]+);/g)]
  await Promise.all(
    faces.map(async ([, name, ranges]) => {
      const source = path.join(root, `node_modules/@fontsource-variable/golos-text/files/golos-text-${FROM[name]}-wght-normal.woff2`)
      const axes = { variationAxes: { wght: { min: 400, max: 700 } } }
      write(`fonts/${name}`, await subset(fs.readFileSync(source), lettersOf(ranges), { targetFormat: "woff2", ...axes }))
    }),
  )
}
