// Runs in a page whose picture is taken: numbers what `data-help` names, and tells where it drew what.
// async (callouts: [{n, help}], crop: a selector, masks: selectors) => {missing: [help], boxes: [{n, help, x, y, w, h}], clip}
async (callouts, crop, masks) => {
  const R = 13, GAP = 4, OUT = 5, EDGE = 20
  await document.fonts.ready
  document.querySelectorAll("[data-toast], .k-toasts, .k-skip").forEach((one) => one.remove())
  document.activeElement?.blur()
  const dialog = document.querySelector("dialog[open]")
  const inside = dialog || document
  const isSeen = (one) => one.getClientRects().length && one.getBoundingClientRect().width > 2
  for (const one of masks.flatMap((mask) => [...document.querySelectorAll(mask)])) {
    one.style.color = "transparent"
    one.style.backgroundColor = "#c8ced3"
    one.style.borderRadius = "4px"
  }
  // The browser writes dates its own way, which need not be the reader's.
  for (const one of document.querySelectorAll("input[type=date], input[type=time]")) {
    const day = one.type === "date" && one.value ? new Date(`${one.value}T00:00`).toLocaleDateString(document.documentElement.lang) : one.value
    one.type = "text"
    one.value = day
  }
  const found = callouts.map((one) => ({ ...one, at: [...inside.querySelectorAll(`[data-help="${one.help}"]`)].find(isSeen) }))
  const missing = found.filter((one) => !one.at).map((one) => one.help)
  if (missing.length) return { missing }

  const scene = (dialog || document.querySelector(crop) || document.body).getBoundingClientRect()
  const edge = { x: scene.x + scrollX, y: scene.y + scrollY, w: scene.width, h: scene.height }
  const reach = { left: Math.max(0, edge.x - EDGE), top: Math.max(0, edge.y - EDGE), right: Math.min(innerWidth, edge.x + edge.w + EDGE), bottom: 0 }
  reach.bottom = Math.min(edge.y + edge.h + EDGE, Math.max(innerHeight, 400))
  const boxes = found.map(({ n, help, at }) => {
    const box = at.getBoundingClientRect()
    // What is wider than the scene is framed within it: its frame must not lie on what stands beside.
    const x = Math.max(box.x + scrollX, edge.x + OUT), y = Math.max(box.y + scrollY, edge.y)
    const w = Math.min(box.right + scrollX, edge.x + edge.w - OUT) - x, h = Math.min(box.bottom + scrollY, reach.bottom - 2 * OUT) - y
    return { n, help, x, y, w, h }
  })
  const hidden = boxes.filter((box) => box.w < 4 || box.h < 4).map((box) => box.help)
  if (hidden.length) return { missing: hidden }

  const sheet = (dialog || document.body).appendChild(document.createElement("div"))
  Object.assign(sheet.style, { position: "absolute", left: "0", top: "0", zIndex: "9999", pointerEvents: "none" })
  const origin = sheet.getBoundingClientRect()
  const draw = (words, style) => {
    const one = sheet.appendChild(document.createElement("div"))
    one.textContent = words
    Object.assign(one.style, { position: "absolute", boxSizing: "border-box", ...style })
  }
  const px = (number) => `${Math.round(number)}px`
  const left = (x) => px(x - scrollX - origin.x), top = (y) => px(y - scrollY - origin.y)
  const taken = []
  const isFree = (x, y) => taken.every((one) => Math.hypot(one.x - x, one.y - y) >= 2 * R + GAP)
  const keep = (value, low, high) => Math.min(Math.max(value, low), high)
  const place = (box) => {
    const [l, t, r, b] = [box.x - OUT - 3, box.y - OUT - 3, box.x + box.w + OUT + 3, box.y + box.h + OUT + 3]
    const corners = [[l, t], [r, t], [l, b], [r, b]]
    for (let away = 0; away < 12; away++) {
      for (const [cx, cy] of corners) {
        for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]) {
          const step = away * (R + GAP)
          const x = keep(cx + dx * step, edge.x + R, edge.x + edge.w - R)
          const y = keep(cy + dy * step, reach.top + R + 1, reach.bottom - R - 1)
          if (isFree(x, y)) return { x, y }
        }
      }
    }
    return { x: box.x, y: box.y }
  }
  for (const box of boxes) {
    draw("", { left: left(box.x - OUT), top: top(box.y - OUT), width: px(box.w + 2 * OUT), height: px(box.h + 2 * OUT), border: "2px solid #c2410c", borderRadius: "7px" })
  }
  for (const box of boxes) {
    const { x, y } = place(box)
    taken.push({ x, y })
    draw(String(box.n), {
      left: left(x - R), top: top(y - R), width: px(2 * R), height: px(2 * R), borderRadius: "50%", background: "#c2410c", color: "#fff",
      border: "2px solid #fff", font: "700 14px/22px sans-serif", textAlign: "center", boxShadow: "0 1px 3px #0006",
    })
  }
  const clip = { x: reach.left, y: reach.top, width: reach.right - reach.left, height: reach.bottom - reach.top }
  return { missing, clip, boxes: boxes.map((box) => ({ ...box, x: box.x - clip.x, y: box.y - clip.y })) }
}
