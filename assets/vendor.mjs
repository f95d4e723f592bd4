// Tabler's style sheet, cut to what our pages use; its utilities (all !important) go into the last layer.
import path from "node:path"
import postcss from "postcss"
import { PurgeCSS } from "purgecss"
import { filesUnder, read } from "./sources.mjs"

const KEPT = ["hidden", "disabled", "active", "visually-hidden", "ms-auto", /^(m|p)[tbesxy]?-[0-5]$/, /^gap-[0-5]$/]
const TAGS =
  "html body a abbr b blockquote button code dd details dialog dl dt em fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label legend li main nav ol optgroup option p pre search section select small span strong sub summary sup svg table tbody td textarea tfoot th thead time tr ul template address".split(" ")
// Parts of Tabler that we have in our own shape, though a class of ours may carry the same word.
const UNUSED = /^(accordion|alert|avatar|badge|card|carousel|collaps|fade|icon|list|modal|nav|page|placeholder|popover|progress|show|status|step|tab|timeline|toast|tooltip)/
const QUOTED = /^(form|input|is-invalid|invalid|col|row|btn|visually|text-|fs-|fw-|d-|h-|flex|align|has-)/
const split = (text) => text.split(/[^A-Za-z0-9_-]+/).filter(Boolean)

const inTemplates = (text) => [...text.matchAll(/class(?:es)?="([^"]*)"/g), ...text.matchAll(/"class": "([^"]*)"/g)].flatMap((match) => split(match[1]))
const inQuotes = (text) => [...text.matchAll(/["']([^"'\n]*)["']/g)].flatMap((match) => split(match[1])).filter((word) => QUOTED.test(word))

function classNames(root) {
  const crispy = process.env.CRISPY_TEMPLATES
  const ours = filesUnder(root, [".html"]).flatMap((file) => inTemplates(read(file)))
  const quoting = [...filesUnder(root, ["forms.py", "widgets.py", "filters.py"]), ...(crispy ? filesUnder(crispy, [".html"]) : [])]
  return [...new Set([...ours, ...quoting.flatMap((file) => inQuotes(read(file)))])].filter((name) => !UNUSED.test(name))
}

const isUtility = (rule) =>
  rule.selectors.every((selector) => /^\.[\w-]+$/.test(selector)) && rule.nodes.every((node) => node.type !== "decl" || node.important)

export async function vendorCss(root, ours) {
  const raw = read(path.join(root, "node_modules/@tabler/core/dist/css/tabler.min.css"))
  const found = { attributes: { names: ["data-bs-theme", "type", "disabled", "multiple", "readonly", "size"], values: ["radio", "checkbox", "file", "search", "dark", "light", "button", "submit", "date", "time", "number"] }, classes: classNames(root), ids: [], tags: TAGS, undetermined: [] }
  const variables = [...ours.matchAll(/var\((--(?:tblr|bs)-[\w-]+)/g)].map((match) => match[1])
  const [{ css }] = await new PurgeCSS().purge({
    content: [{ raw: "all", extension: "names" }],
    extractors: [{ extensions: ["names"], extractor: () => found }],
    css: [{ raw }],
    variables: true,
    keyframes: true,
    fontFace: true,
    safelist: { standard: KEPT, variables },
  })
  const vendor = postcss.parse(css.replace(/@charset[^;]*;/, ""))
  const utilities = postcss.root()
  vendor.walkComments((comment) => comment.remove())
  vendor.each((node) => {
    if (node.type === "rule" && isUtility(node)) utilities.append(node.remove())
  })
  return { vendor: vendor.toString(), utilities: utilities.toString() }
}
