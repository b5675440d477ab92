/**
 * The product's mark for the tray, as PNG in base64: drawn from renderer/public/icon.svg at one and at two pixels per point. Few bytes,
 * in the program itself, so that the icon cannot be missing.
 */

/** In colour, for Linux and Windows. */
export const COLOUR_MARK = {
  once: [
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAABo0lEQVR4nJyTSyiEURTH//f6St7KI68mSkJJ4xWaiZIkKwtFSawtLJDsbEwKsR',
    'HJQijspJSNLGZWFiSyQJGMGY/xWDCPpnt89zOmmWZMZn6r73F+/073nKvAh6HPXMIZM4JYASAYwsIJjO4FkdmyZryUX7TCpj7LKEAmMKbgPxB5',
    'BbFR87phnhl6zZWcsxPGwBAFRCAhSK92zfXRylrrqiNdNUAUIkaky0FwRSpKS1GwPlWF1oYsVJSkYm+xHjmZ8b+/nTySHBfHYBoqh3pGuLF+YX',
    'KoDEdnb7C/uP01QQEByRoj/cUo1iXBtHyJicFSON49mFq5CqrxB+hyE7A1U4OutjztvbMlF+3GbMyuXmOgU4e0ZAXjcxdwe0RQgH/udzYntvet',
    'GOwp0sI6mnLw/OpBoz4D1eXpGJ4+D2o9JECyuHUr54vu9nxc330iOVFBc20GFjZvcHzxgXCEbN7S9i0enlywHDsg1G6b6zKxc2DDXygEbmfqLA',
    'PZPbT7nyPJRPyRE4kTuZaIEulIl1s2jKfqHo/JCxKF7VVXedjn/hDrdf4GAAD//zfjx6oAAAAGSURBVAMA9kGiwo1suBUAAAAASUVORK5CYII=',
  ].join(''),
  twice: [
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAADlklEQVR4nMSXZ0wUQRTH/3N3UpTYqCoqng2swWA0emBLNLZoNEajHBpjb7FEjZ',
    'oYS7BGP6CxGxtW1GA0gtFYOEtsiT0cFkAPLAiCoR+348wst6EcJXi3/JK72fdmd9+b92be7GjQyOgcKYcYTVMoIRMB2gsgwYTADQ2AUpSy/2QQ',
    '8pZI9NqDM+FxVe8hFQXDdFMrrY7EMG0kXAFFLCmyLrwfNyy/mgNDjSaDpME5AtIeruWzDXTqw1PhL7mgsWslQiJVMM7prKFkrl0QEQg3Ph6l0U',
    'iJUBOKMQ9OGxJEBAiRFkJlKDCft2IVsDAEQWXsNuU5QGgQ1KbcpnCArVcJTqCNr3s1XTNPLbyaaqvpKYhNccAZLJgahPO7wxA5PlDR+bR0w4no',
    'UJxjer/W7g6fc4oDIwb6YtroduJ65CA/0TbREUQvDxGGmzfToX+vlg6f1eE/0Qc2xZrZXRT5QkKGaNfN7YbuQV7iOuNXMe4++w2nO8Dzu31FD7',
    'i7yYG88yQLN5N+Ysa4QAwf4CN0RcU2rN3zXrROdYBtUNi8JBj+3nJuU9IKsPP4RxHqOZM7Cp3EFvvG/cmw/Cyu8T0O54BWSzA2wh8heq8aH5w9',
    'qQPCesp5zcsvw4aYD2jr54EtS0OEc5zDF9Pw/F0uasNhBEYO8sXq8rzGxH7B1TvfK/Ub+rWGcby8bbAljE1slMUlEvat7wNPd3lMt1k6LiZmoC',
    '4cRoCHk4ePsyxSj4kj2ih97fw9sGFeN0U+cCEVr815bOTBCPCR02FOzcculo764NCBz98KEH3ILEbHWW7UY8LwADG6Xat6wtNDLixJL7IRdysT',
    'K2d1QWhwC6HLzi3Fmr3vYS2jqA8iWxFRphxCSKuqndzoiqjOipxqKUQntuzslFrZJ49VUiodN7po62t8TC+oyy7fjHKSThm8ay1E1+7+wNHL6Y',
    'psN17IllSZjcKtCalUZrcdSamX8YrUWQnP3rDgUmJmJd3mA2acjP9aSRd73YJ7NRSb2qhXHeATzdNDg8Gh3jh8KQ1P3/wRP8uPIiyersfblL84',
    'diUdDaHWOeBKqs6BZ1AbSp/zptwBTTLU55XigE2iB5lLJVANWmKTyAnFgUexBjMrOjugEtwWt6k4wMnMCthOQb/B1VCYuS27qDjwKaFriWRFX3',
    'ZHPFyFfDQL47bsKuLovoiZpijWMZp192bx6s721wZ9NyiHU5B3hNL4Og+njcE/AAAA///EI17iAAAABklEQVQDAPYrPdotmfhgAAAAAElFTkSu',
    'QmCC',
  ].join(''),
}

/** Black on nothing, for macOS, which gives it the colour of its menu bar. */
export const TEMPLATE_MARK = {
  once: [
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAABDklEQVR4nKTTP0tCYRTH8ZNFa1P/qS2agogaG4KgIWhpr/dQS2NEU0tu6ktwcB',
    'FUHETB0cVNEIfrfxc3EcFBvwePcL0KV64HPqI85/d47nPvDcmsDhGBg4kPx3o1I1s4RkeC1ck2H/+4kWC1pxM0cCbBqqkbTNZobGMfu2jhwL6L',
    'XsK3T7iKKwxxhGuM8aCLfhNo6NYmyOMVA5Rxqg07ruYR+vMFqzdUkMInuii6e0Ku5l9comS//5DAD5IoIIY7V2Zhgw+c4xFhfOHCemK2/i6e8p',
    '5BD/eoWdiR2YE9Ie35w6UJtPSUc3i2sTN4QXxVeD7BRg+S7pqV4JXd+GXSCfTe6rVHUV8jVLdezXSnAAAA//9/uZJ3AAAABklEQVQDAOQJPdgC',
    'TpTWAAAAAElFTkSuQmCC',
  ].join(''),
  twice: [
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAACgUlEQVR4nMSXW4hNURjH/zOGIoQXismkFCWk3J5cRy65FnnwJEokr1JKiuRRyQ',
    'Me5BYSc9xyeZBGpFCMwrxIefCiSLmMy/z/s741Z80+68w5Z84+Z//rN7P3d/Ze37fW+ta31m5CoYaTdWQeWUYmozp1knvkCWkj38MfGxIPryTX',
    'yBDURr/hOnfHGxrt/1Az3qqhc1jbt8ll89kbwEKyHPXTRvPZMwUjyBfShPrqDxkpp2sycA7zuUF/FiM7zdEUfCTNyEYdCuA/MlQj0tNPcpo8St',
    'h/kJPkceyltEbgL1lgTtSpN2SKOVdFfQVXA96TieGLaWX/HuR7qA6NsuvN5tzbxyRfTCOAc+R4cL+XjCOHSC6wH4GrOX1U7RS8JrPJL7tfArfx',
    '3Ccrgra3kLOxBqoJ4CuZDreMpUnkBflE5iK/6ylATc/gWCPFVsEVstWcxPSPbAqca2i1kSkZVwXOJ5AbxZxLsRzotMYlJdBDuDNCqP1wQ+11Hu',
    '7csJR8MJt2u5tkLPpRbATGk2F2/Zy0wq1xL/X0cHB/kKwmOyxYrzNkBkooFoCcq0eD7P6pOdBh4i3c0vLS4UKjcYKcCuz74LbckuovCS/AZa//',
    'XUGokLwLntHw7iIH4PLCP9eGwtNWxQFI6tV2lK+p5BkKc6aoSu0F28ixhE1B3yUzE/bRcMetsp2XE4C0G66KeR2FOy0/ILOCdq6SFlSoSgqRKt',
    'k3shP5+e2CK8UtZBEGIDWkcjoN2ahDQ5dDdsqpErYjO7VrClSndSyvKHtT0GfSrClQIrWi/tJ23eWXocrtRdRPl8hLXTREorqO2n6crocrWIgF',
    'ICkX1pL5SPfzXKOszvX5PO8GAAD//z+8o/cAAAAGSURBVAMAUf96IeLytmYAAAAASUVORK5CYII=',
  ].join(''),
}
