// Where class names and icon names may stand: our templates, Python, scripts, and crispy's templates.
import fs from "node:fs"
import path from "node:path"

const SKIPPED = new Set([".git", ".venv", ".uv-cache", "node_modules", "var", "build", "migrations", "tests", "locale", "__pycache__", "staticfiles"])

export function filesUnder(folder, endings, found = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (SKIPPED.has(entry.name)) continue
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) filesUnder(file, endings, found)
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(file)
  }
  return found
}

export const read = (file) => fs.readFileSync(file, "utf8")
