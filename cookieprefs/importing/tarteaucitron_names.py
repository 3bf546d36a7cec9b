"""The names that tarteaucitron gives to services, to their numbers and to their places in a page."""

from __future__ import annotations

from collections.abc import Mapping

LIBRARY: Mapping[str, str] = {
    "gtag": "google-analytics",
    "multiplegtag": "google-analytics",
    "googleads": "google-ads",
    "googletagmanager": "google-tag-manager",
    "multiplegoogletagmanager": "google-tag-manager",
    "googlemaps": "google-maps",
    "googlemapssearch": "google-maps",
    "googlemapsembed": "google-maps",
    "maps_noapi": "google-maps",
    "matomo": "matomo",
    "matomohightrack": "matomo",
    "hotjar": "hotjar",
    "clarity": "microsoft-clarity",
    "bingads": "microsoft-advertising",
    "facebookpixel": "meta-pixel",
    "tiktok": "tiktok-pixel",
    "linkedininsighttag": "linkedin-insight",
    "intercomChat": "intercom",
    "youtube": "youtube",
    "youtubeplaylist": "youtube",
    "youtubeapi": "youtube",
    "vimeo": "vimeo",
}
"""Its services that are in our library. Matomo Cloud is not: it has another vendor."""

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "gtag": {"gtagUa": "measurement_id"},
    "multiplegtag": {"multiplegtagUa": "measurement_id"},
    "googleads": {"googleadsId": "conversion_id"},
    "googletagmanager": {"googletagmanagerId": "container_id"},
    "multiplegoogletagmanager": {"multiplegoogletagmanagerId": "container_id"},
    "matomo": {"matomoHost": "url", "matomoId": "site_id"},
    "matomohightrack": {"matomoHost": "url", "matomoId": "site_id"},
    "hotjar": {"hotjarId": "hotjar_id"},
    "clarity": {"clarity": "project_id"},
    "bingads": {"bingadsID": "tag_id"},
    "facebookpixel": {"facebookpixelId": "pixel_id"},
    "tiktok": {"tiktokId": "pixel_id"},
    "linkedininsighttag": {"linkedininsighttag": "partner_id"},
    "intercomChat": {"intercomKey": "app_id"},
}
"""Where it is told the numbers that our loaders take, by service: its name for one, and ours."""

PLACEHOLDERS: Mapping[str, str] = {
    "youtube_player": "youtube",
    "youtube_playlist_player": "youtubeplaylist",
    "vimeo_player": "vimeo",
    "dailymotion_player": "dailymotion",
    "twitch_player": "twitch",
    "artetv_player": "artetv",
    "deezer_player": "deezer",
    "spotify_player": "spotify",
    "soundcloud_player": "soundcloud",
    "bandcamp_player": "bandcamp",
    "ausha_player": "ausha",
    "issuu_player": "issuu",
    "archive_player": "archive",
    "gallica_player": "gallica",
    "canalu_player": "canalu",
    "googlemaps-canvas": "googlemaps",
    "googlemapssearch": "googlemapssearch",
    "googlemapsembed": "googlemapsembed",
    "googlemaps_embed": "maps_noapi",
    "openstreetmap": "openstreetmap",
    "geoportail": "geoportail",
    "gagenda_embed": "gagenda",
    "gdocs_embed": "gdocs",
    "gsheets_embed": "gsheets",
    "gslides_embed": "gslides",
    "gforms_embed": "gforms",
    "acast_embed": "acast",
    "fculture_embed": "fculture",
    "mixcloud_embed": "mixcloud",
    "matterport": "matterport",
    "instagram_post": "instagram",
    "tacTwitter": "twitter",
    "tacTwitterTimelines": "twittertimeline",
    "twitterembed-canvas": "twitterembed",
    "tacLinkedin": "linkedin",
    "tacPinterest": "pinterest",
    "discord_widget": "discord",
    "calameo-canvas": "calameo",
    "prezi-canvas": "prezi",
    "slideshare-canvas": "slideshare",
    "timelinejs-canvas": "timelinejs",
    "criteo-canvas": "criteo",
    "shareaholic-canvas": "shareaholic",
    "tac_iframe": "iframe",
    "tac_helloasso": "helloasso",
    "tac_genially": "genially",
    "tac_facebookpost": "facebookpost",
    "tac_addtoanyshare": "addtoanyshare",
    "tac_meteofrance": "meteofrance",
    "g-recaptcha": "recaptcha",
    "h-captcha": "hcaptcha",
}
"""The class of a place that waits for a service, and that service."""

KINDS: Mapping[str, str] = {
    "ads": (
        "cjcom clickdimensions madmetrics goldenbees skaze reddit teads thetradedesk piximedia equativ eskimi "
        "outbrainamplify kwanko leadforensics antvoice doubleclick pinterestpixel xandr xandrsegment "
        "xandrconversion aduptech_ads aduptech_conversion aduptech_retargeting amazon clicmanager criteo "
        "criteoonetag datingaffiliation datingaffiliationpopup adsense adsenseauto adsensesearch googlepartners "
        "adsensesearchform adsensesearchresult googleadwordsconversion googleadwordsremarketing prelinker "
        "pubdirecte shareasale twenga vshop adform activecampaign outbrain affilae klaviyo"
    ),
    "analytic": (
        "matomoheatmap teambrain usercom kompass mixpanel freshsalescrm pianoanalytics actistat adobeworkspace "
        "zohopagesense leadinfo force24 shinystat eulerian wysistathightrack snapchat plausible userpilot "
        "piwikpro plezi sharpspring pardot openwebanalytics amplitude metrica clicky compteur contentsquare "
        "crazyegg leadforensicsold etracker simpleanalytics getplus gajs analytics firebase hubspot mautic "
        "microsoftcampaignanalytics statcounter twitteruwt visualrevenue verizondottag wysistat xiti atinternet "
        "atinternethightrack kameleoon xiti_smarttag webmecanik koban matomocloud getquanty emolytics "
        "adobeanalytics woopra visiblee microanalytics weborama"
    ),
    "video": (
        "twitch playplay tiktokvideo videas podcloud calameo calameolibrary artetv dailymotion deezer prezi "
        "slideshare soundcloud spotify ausha bandcamp fculture acast mixcloud canalu webtvnu archive"
    ),
    "support": (
        "brevochat weply dialoginsight markerio tolkaigenii zoho screeb pipedrive ubib robofabrica elfsight "
        "smartsupp purechat uservoice zopim tawkto userlike studizz"
    ),
    "social": (
        "sharethissticky facebookpost addthis addtoanyfeed addtoanyshare ekomi facebook facebooklikebox instagram "
        "linkedin pinterest rumbletalk shareaholic sharethis twitter twitterembed twittertimeline discord "
        "facebookcustomerchat gplus gplusbadge"
    ),
    "comment": "disqus facebookcomment",
    "google": ("gcmanalyticsstorage gcmadstorage gcmadsuserdata gcmpersonalization gcmfunctionality gcmsecurity"),
    "unasked": ("wysistathightrack plausible simpleanalytics stonly matomo matomohightrack crisp microanalytics"),
}
"""Its services by its own types, those of our library left out; and those that it asks no yes for (`unasked`)."""
