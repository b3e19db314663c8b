// `/qr`: a code opened as a link. Its fragment is worth nothing here and must not stay in the address or the history.
history.replaceState(null, "", location.pathname + location.search);

export {};
