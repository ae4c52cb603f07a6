"""The desk and the readers' site in Chromium.

Where each path of a working day is walked; every window watches for console errors, broken policies and axe's rules.
"wide" and "narrow" are 1280 and 360 pixels. Where two people work, one of them often sits at a narrow, dark window.

=============================  =================  ==================  ==============================  =====================
path                           mouse              keyboard            narrow, dark                    a screen reader's tree
=============================  =================  ==================  ==============================  =====================
an article, paste to cleared   article_workspace  article_day,        article_day, clearing, touch    trees: the article's
                               article_day        clearing                                            text, what is said
a claim, unreviewed to public  two_people         every_screen,       two_people (the editor)         trees: claim, public
                                                  correcting
a verdict sent back            two_people         correcting (gate)   two_people (the editor)         trees: claim
two people on one claim        two_people,        staying             together, two_people (second)   trees: claim
                               together
logged out while typing        together           together (offer)    together                        trees: claim
an alert and its correction    alerts             alerts, correcting  alerts, correcting (second)     trees: alert, dashboard
a fixture refused              lists              lists (Tab)         lists                           every_screen (axe)
=============================  =================  ==================  ==============================  =====================

By touch: a claim and a quote in ``test_touch``, a sentence in ``test_article_day``.
"""
