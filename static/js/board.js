// Only the board needs dragging; htmx and the behaviours come with app.js.
import "./board/drag.js"
import "./board/live.js"
import "./board/place.js"
import "./board/stagebar.js"
