(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('candor.theme');
  } catch (_error) {
    // A browser that refuses storage still gets the system's theme.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
