// The beginning of the one script: htmx by name for all behaviours, then the stream of hints.
import htmx from "htmx.org"
import { startLive } from "./behaviours/live.js"

window.htmx = htmx
startLive()
