// Shortcuts by place on the keyboard (event.code), so that ЙЦУКЕН works; never while somebody types; off by the profile.
import { isTyping } from "../lib/page.js"
import { openPalette } from "./palette.js"
import { undoLast } from "./toast.js"
import { walk } from "../lib/records.js"

const PAUSE = 1200
let asked = 0

const press = (element) => (element?.matches("input, textarea, select") ? element.focus() : element?.click())
const within = (root, selector) => root?.querySelector(selector)
const record = () => document.activeElement?.closest?.("[data-record]")

function go(letter) {
  asked = 0
  const link = document.querySelector(`[data-go="${letter.toUpperCase()}"]`)
  if (link) link.click()
  return Boolean(link)
}

function letterPressed(letter) {
  if (Date.now() - asked < PAUSE) return go(letter)
  if (letter === "g") {
    asked = Date.now()
    return true
  }
  if (letter === "z") return undoLast()
  if ("jkhl".includes(letter) && walk(letter)) return true
  const here = record()
  const target =
    within(here, `[data-key="${letter}"]`) ??
    (here && letter === "x" ? within(here, "input[type=checkbox]") : null) ??
    (letter === "c" ? (within(here, "[data-call]") ?? document.querySelector("main [data-call]")) : null) ??
    document.querySelector(`main [data-key="${letter}"]`) ??
    document.querySelector(`[data-key="${letter}"]`)
  if (target?.matches("input[type=checkbox]")) target.click()
  else press(target)
  return Boolean(target)
}

function digitPressed(digit) {
  const answer = document.querySelectorAll(".k-ans input")[digit - 1]
  answer?.click()
  answer?.focus()
  return Boolean(answer)
}

function handle(event) {
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
    document.getElementById("keys")?.showModal()
    return true
  }
  if (event.shiftKey) return false
  if (event.code === "Slash") {
    const filter = document.querySelector("[data-filter]")
    press(filter)
    return Boolean(filter)
  }
  if (event.code === "Enter" && event.target.matches?.("[data-record]")) {
    const link = within(event.target, "a[href]")
    link?.click()
    return Boolean(link)
  }
  if (event.code.startsWith("Key")) return letterPressed(event.code.slice(3).toLowerCase())
  if (/^Digit[1-9]$/.test(event.code)) return digitPressed(Number(event.code.slice(5)))
  return false
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    event.preventDefault()
    openPalette()
    return
  }
  const isOff = document.body.dataset.shortcuts === "off"
  if (isOff || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (document.querySelector("dialog[open]:not(#help), [popover]:popover-open")) return
  if (handle(event)) event.preventDefault()
})
