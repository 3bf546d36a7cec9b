// Runs only while the visitor allows the service `tally`: the tag on each page is a gate.
(() => {
  const held = document.cookie.match(/(?:^|; )orchard_visits=(\d+)/);
  const count = (held ? Number(held[1]) : 0) + 1;
  document.cookie = `orchard_visits=${count}; path=/; max-age=${30 * 24 * 60 * 60}; SameSite=Lax`;
  const line = document.getElementById("visits");
  line.textContent = count === 1 ? "This is the first page of ours that we count for you." : `You have opened ${count} pages of ours.`;
  line.hidden = false;
})();
