// What a counter of visits would do: it counts, in a cookie of the site's, and says so.
{
  const before = Number(/(?:^|; )skerry_visits=(\d+)/.exec(document.cookie)?.[1] ?? 0);
  document.cookie = `skerry_visits=${before + 1}; path=/; max-age=2592000; SameSite=Lax`;
  document.getElementById("tally").textContent = `You have opened ${before + 1} of our pages.`;
}
