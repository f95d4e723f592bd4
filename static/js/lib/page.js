// What every behaviour asks of the page: its words, whether somebody is typing, whether a click wants a new tab.
let words = null

export function say(key, values = {}) {
  words ??= JSON.parse(document.body.dataset.words || "{}")
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? key)
}

export const isTyping = (element) =>
  Boolean(element?.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])"))

export const wantsNewTab = (event) => event.button > 0 || event.ctrlKey || event.metaKey || event.shiftKey

export const isNarrow = () => matchMedia("(max-width: 767.98px)").matches

export const toast = (detail) => document.body.dispatchEvent(new CustomEvent("k:toast", { bubbles: true, detail }))
