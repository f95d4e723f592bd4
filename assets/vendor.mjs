// Tabler's style sheet, cut to what our pages use; its utilities (all !important) go into the last layer.
import path from "node:path"
import postcss from "postcss"
import { PurgeCSS } from "purgecss"
import { filesUnder, read } from "./sources.mjs"

const KEPT = ["hidden", "disabled", "active", "is-invalid", "invalid-feedback", "form-text", "visually-hidden", /^(m|p)[tbesxy]?-[0-5]$/, /^ms-auto$/, /^gap-[0-5]$/]
const OURS = /^\.(btn-|k-)/

function words(content) {
  const inTemplates = [...content.matchAll(/class(?:es|_|="|=|\s*:|")[^\n]*?["']([^"'<>]*)["']/g), ...content.matchAll(/class="([^"]*)"/g)]
  return inTemplates.flatMap((match) => match[1].split(/[^A-Za-z0-9_-]+/))
}

const quoted = (content) => [...content.matchAll(/["'`]([^"'`\n]*)["'`]/g)].flatMap((match) => match[1].split(/[^A-Za-z0-9_-]+/))
const elements = "html body a abbr article aside b blockquote button code dd details div dl dt em fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input kbd label legend li main nav ol optgroup option p pre progress samp section select small span strong sub summary sup svg table tbody td textarea tfoot th thead time tr ul var video audio canvas dialog template address s output".split(" ")

function classNames(root) {
  const crispy = process.env.CRISPY_TEMPLATES
  const templates = [...filesUnder(root, [".html"]), ...(crispy ? filesUnder(crispy, [".html"]) : [])].flatMap((file) => words(read(file)))
  const code = filesUnder(root, ["forms.py", "widgets.py", "layout.py", "ui.py"]).concat(filesUnder(path.join(root, "static/js"), [".js"]))
  return [...new Set([...templates, ...code.flatMap((file) => quoted(read(file))), ...elements])]
}

const isUtility = (rule) =>
  rule.selectors.every((selector) => /^\.[\w-]+$/.test(selector)) && rule.nodes.every((node) => node.type !== "decl" || node.important) && !OURS.test(rule.selector)

export async function vendorCss(root, ours) {
  const raw = read(path.join(root, "node_modules/@tabler/core/dist/css/tabler.min.css"))
  const known = new Set(classNames(root))
  const purger = new PurgeCSS()
  const variables = [...ours.matchAll(/var\((--(?:tblr|bs)-[\w-]+)/g)].map((match) => match[1])
  const [{ css }] = await purger.purge({
    content: [{ raw: [...known].join(" "), extension: "txt" }],
    extractors: [{ extensions: ["txt"], extractor: (text) => text.split(" ") }],
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
