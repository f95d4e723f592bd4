// The asset step: one style sheet, few scripts, one sprite, cut fonts, all into static/build/. Run by bin/assets.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import esbuild from "esbuild"
import { sprite } from "./sprite.mjs"
import { vendorCss } from "./vendor.mjs"
import { fonts } from "./fonts.mjs"

const ROOT = fileURLToPath(new URL("..", import.meta.url))
const STATIC = path.join(ROOT, "static")
const OUT = path.join(STATIC, "build")
const TARGET = ["chrome123", "firefox120", "safari17.5"]
const COMMON = { bundle: true, minify: true, sourcemap: false, legalComments: "none", target: TARGET, write: false, logLevel: "warning" }

const written = new Set()
const write = (name, content) => {
  const file = path.join(OUT, name)
  written.add(file)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(`${file}.new`, content)
  fs.renameSync(`${file}.new`, file)
}

async function script(name, contents, format) {
  const stdin = { contents, resolveDir: path.join(STATIC, "js"), sourcefile: `entry-${name}` }
  const built = await esbuild.build({ ...COMMON, stdin, format })
  write(name, built.outputFiles[0].contents)
}

async function scripts() {
  const behaviours = fs.readdirSync(path.join(STATIC, "js/behaviours")).filter((name) => name.endsWith(".js")).sort()
  const app = ['import "./app.js"', ...behaviours.map((name) => `import "./behaviours/${name}"`)].join("\n")
  await Promise.all([
    script("app.js", app, "esm"),
    script("board.js", 'import "./board.js"', "esm"),
    script("theme.js", 'import "./theme.js"', "iife"),
  ])
}

async function styles() {
  const entry = path.join(STATIC, "css/main.css")
  const ours = await esbuild.build({ ...COMMON, entryPoints: [entry], external: ["*.woff2"], minify: false })
  const text = ours.outputFiles[0].text
  const order = "@layer vendor, tokens, base, components, pages, utilities;\n"
  const { vendor, utilities } = await vendorCss(ROOT, text)
  const all = `${order}@layer vendor{${vendor}}\n${text}\n@layer utilities{${utilities}}`
  const minified = await esbuild.transform(all, { loader: "css", minify: true, legalComments: "none", target: TARGET })
  write("app.css", minified.code)
}

function sweep(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) sweep(file)
    else if (!written.has(file) && entry.name !== ".stamp") fs.rmSync(file)
  }
}

await Promise.all([scripts(), styles(), fonts(ROOT, write)])
write("icons.svg", sprite(ROOT))
sweep(OUT)
