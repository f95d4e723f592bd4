// Answers that are no fragment: a refusal becomes a red toast, a redirect moves the window. Only 200, 409 and 422 are swapped.
import { say, toast } from "../lib/page.js"

const SENTENCES = { 400: "failed", 403: "forbidden", 404: "gone", 405: "failed", 413: "tooLarge", 429: "tooMany" }
const isSwapped = (status) => status < 400 || status === 409 || status === 422

document.addEventListener("htmx:before:response", (event) => {
  const { response, request } = event.detail.ctx
  if (response.raw.redirected) {
    event.preventDefault()
    location.assign(response.raw.url)
    return
  }
  if (response.status === 401) {
    event.preventDefault()
    location.reload()
    return
  }
  if (isSwapped(response.status)) return
  event.preventDefault()
  if (request.method === "GET" && event.detail.ctx.sourceElement?.closest?.("[data-shell-refresh]")) return
  const own = response.headers.get("HX-Trigger")
  if (!own?.includes("k:toast")) toast({ text: say(SENTENCES[response.status] ?? "broken"), error: true })
})

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail
  if (!ctx || error?.name === "AbortError" || ctx.sourceElement?.closest?.("[data-shell-refresh]")) return
  if (navigator.onLine) toast({ text: say("failed"), error: true })
})
