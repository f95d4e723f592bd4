// A digest of everything the asset step reads; equal digests mean there is nothing to do.
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { filesUnder } from "./sources.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const digest = createHash("sha256")
for (const file of [...filesUnder(root, [".html", ".py", ".css", ".js", ".mjs"]), path.join(root, "assets/icons.txt"), path.join(root, "package-lock.json")]) {
  digest.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0")
}
process.stdout.write(digest.digest("hex"))
