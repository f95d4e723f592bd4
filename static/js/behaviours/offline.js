// A bar under the top while there is no connection.
const show = () => document.querySelectorAll("[data-offline]").forEach((bar) => (bar.hidden = navigator.onLine))

addEventListener("online", show)
addEventListener("offline", show)
show()
