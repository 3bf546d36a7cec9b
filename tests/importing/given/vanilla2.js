var cc = initCookieConsent();
cc.run({
  current_lang: 'en',
  cookie_expiration: 30,
  languages: {
    en: {
      consent_modal: { title: 'x' },
      settings_modal: {
        cookie_table_headers: [{ col1: 'Name' }, { col2: 'Domain' }, { col3: 'Expiration' }, { col4: 'Description' }],
        blocks: [
          { title: 'Usage' },
          { title: 'What we must keep', toggle: { value: 'necessary', enabled: true, readonly: true } },
          {
            title: 'Counting visits',
            description: 'We count visits to each page and the links that lead to it.',
            toggle: { value: 'analytics', enabled: true, readonly: false },
            cookie_table: [
              { col1: '^_ga', col2: 'google.com', col3: '2 years', col4: 'A number', is_regex: true },
              { col1: 'seen', col2: 'shop.example', col3: '2 days', col4: 'Which pages were seen' },
            ],
          },
        ],
      },
    },
  },
  onAccept: function (cookie) { console.log(cookie); },
});
