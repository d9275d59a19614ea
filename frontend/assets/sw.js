// Keeps the last pages that anybody may see, and the files that they need, for when nobody answers. A page says itself that it may be
// kept (`x-offline: keep`); everything else goes to the network and nowhere else. What is shown from here says so, and since when.
const FILES = "__PREFIX__";
const FILE_CACHE = "files " + FILES;
const PAGES = "pages " + FILES;
const PAGES_MAX = 24;
const KEPT_AT = "x-kept-at";

self.addEventListener("install", (event) => {
  const files = ["cockpit.js", "cockpit_bg.wasm", "cockpit.css"].map((name) => `${FILES}/${name}`);
  event.waitUntil(
    caches.open(FILE_CACHE)
      .then((cache) => cache.addAll(files))
      .then(() => fetch("/").then((answer) => keep("/", answer), () => {}))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  // Pages of another version need other files.
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== FILE_CACHE && name !== PAGES).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(FILES + "/")) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(page(request, url));
  } else if (request.destination === "" && url.href === referrer(event, request)) {
    // A page that asks for itself anew: its newer form is the one to keep.
    event.respondWith(fetch(request).then((answer) => kept(event, place(url), answer)));
  }
});

function referrer(event, request) {
  return request.referrer && request.referrer !== "about:client" ? request.referrer.split("#")[0] : "";
}

function place(url) {
  return url.pathname + url.search;
}

async function page(request, url) {
  let answer;
  try {
    answer = await fetch(request);
  } catch (gone) {
    const cache = await caches.open(PAGES);
    const copy = url.searchParams.has("settings")
      ? undefined
      : (await cache.match(place(url))) || (await cache.match(url.pathname, { ignoreSearch: true }));
    const found = copy || (await cache.match("/"));
    if (!found) throw gone;
    return marked(found);
  }
  return kept(undefined, place(url), answer);
}

function kept(event, where, answer) {
  const stored = keep(where, answer.clone()).catch(() => {});
  if (event) event.waitUntil(stored);
  return answer;
}

async function keep(where, answer) {
  if (answer.status !== 200 || answer.redirected || answer.headers.get("x-offline") !== "keep") return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const cache = await caches.open(PAGES);
  await cache.put(where, new Response(await answer.text(), { status: 200, headers }));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - PAGES_MAX)).map((old) => cache.delete(old)));
}

// The copy with a line that says what it is, and how old: the ages on it go on from there.
async function marked(copy) {
  const at = Number(copy.headers.get(KEPT_AT));
  const time = new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const age = Math.max(0, Math.round((Date.now() - at) / 1000));
  const html = (await copy.text())
    .replace("<html ", `<html data-copy-age="${age}" `)
    .replace(/<body[^>]*>/, (body) => `${body}<p class="offline-copy" role="status"><strong>Offline copy of ${time}</strong> Nobody answers. These numbers were true then.</p>`);
  return new Response(html, { status: 200, headers: copy.headers });
}
