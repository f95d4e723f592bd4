// The server learns the browser's time zone; the profile's zone goes before it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

if (zone && !document.cookie.includes("zone=")) {
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}
