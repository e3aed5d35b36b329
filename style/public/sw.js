// What a browser keeps of the pages, so that the last one seen opens without a network. It never touches a vote or a stream:
// those go straight to the server, and what can't be sent waits in the page.

const PAGES = 'pages';
const FILES = 'files';
/** Pages and files kept of each kind; the ones kept longest go first. */
const MOST = 24;
/** How long a network that answers nothing is waited for, in milliseconds, if the page is here already. */
const PATIENCE = 4000;
/** Whatever the reader's language and cookies were then. */
const ALIKE = { ignoreSearch: true, ignoreVary: true };

self.addEventListener('install', event => event.waitUntil(installed()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (pathname.startsWith('/pkg/')) event.respondWith(file(request));
  else if (isKept(pathname)) event.respondWith(page(event));
});

/** Pages that show a line-up or lead to one, and what is on them; a host's are for nobody who finds the phone. */
function isKept(path) {
  return path === '/' || path === '/firehose' || /^\/events\/\d+(\/(wall|embed|qr\.svg))?$/.test(path);
}

async function installed() {
  await renewOffline();
  await self.skipWaiting();
}

/** The page for when there is none, with the sheet that it names: in the language and the clothes of now. */
async function renewOffline() {
  const response = await fetch('/offline');
  if (!response.ok) return;
  const sheet = (await response.clone().text()).match(/href="(\/pkg\/[^"]+\.css)"/)?.[1];
  if (sheet) await file(new Request(sheet));
  await (await caches.open(PAGES)).put('/offline', response);
}

/** Once in a life of this worker, which is short. */
let isRenewed = false;

/** From the network; what is here only if there is none. */
async function page(event) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(event.request, ALIKE);
  const { pathname, search } = new URL(event.request.url);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then(async response => {
    // What a query asks for, such as the reason why a vote was not counted, is for this once.
    if (response.ok && !response.redirected && !search) {
      await cache.put(pathname, response.clone());
      await prune(cache);
    } else if (response.status === 404) {
      await cache.delete(pathname);
    }
    if (!isRenewed) {
      isRenewed = true;
      await renewOffline();
    }
  }).catch(() => {}));
  try {
    return (await (kept ? Promise.race([fresh, after(PATIENCE)]) : fresh)).clone();
  } catch {
    const offline = event.request.mode === 'navigate' && await cache.match('/offline', ALIKE);
    return kept || offline || Response.error();
  }
}

/** Names in /pkg/ change with the content: what is here is right. */
async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request, ALIKE);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    await prune(cache);
  }
  return response;
}

async function prune(cache) {
  const kept = (await cache.keys()).filter(request => !request.url.endsWith('/offline'));
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map(request => cache.delete(request)));
}

function after(milliseconds) {
  return new Promise((_, reject) => setTimeout(reject, milliseconds, new Error('no answer in time')));
}
