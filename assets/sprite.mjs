// One SVG sprite of the Tabler icons that assets/icons.txt lists or a template names.
import fs from "node:fs"
import path from "node:path"
import { filesUnder, read } from "./sources.mjs"

const NAMED = [/\{%\s*icon\s+"([a-z0-9-]+)"/g, /icon="([a-z0-9-]+)"/g]
const BODY = /<svg[^>]*>([\s\S]*)<\/svg>/

export function iconNames(root) {
  const listed = read(path.join(root, "assets/icons.txt")).split(/\s+/).filter(Boolean)
  const used = filesUnder(root, [".html", ".py"]).flatMap((file) => {
    const text = read(file)
    return NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]))
  })
  return [...new Set([...listed, ...used])].sort()
}

function symbol(root, name) {
  const file = path.join(root, "node_modules/@tabler/icons/icons/outline", `${name}.svg`)
  if (!fs.existsSync(file)) {
    console.warn(`assets: there is no icon "${name}"`)
    return ""
  }
  const body = BODY.exec(read(file))[1].replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s+/g, " ").replace(/> </g, "><").trim()
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`
}

export const sprite = (root) =>
  `<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${iconNames(root)
    .map((name) => symbol(root, name))
    .join("")}</svg>`
