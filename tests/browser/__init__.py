"""The desk and the readers' site in Chromium.

Where each path of a working day is walked; every window watches for console errors, broken policies and axe's rules.
Narrow is 360 pixels. Where two people work, one of them often sits at a narrow, dark window.

=============================  ==================  ====================  ==========================  =====================
path                           mouse               keyboard              narrow, dark                a screen reader's tree
=============================  ==================  ====================  ==========================  =====================
an article, paste to cleared   article_workspace,  article_day,          article_day, clearing       trees: article, and
(in parts)                     article_day         clearing                                          what is said
a claim, unreviewed to public  two_people          correcting            two_people, correcting      trees: both claims
a verdict sent back            two_people          two_people            two_people                  trees: claim
two people on one claim        two_people          two_people (one)      two_people, together        trees: claim
logged out while typing        together            together (restoring)  together (restoring)        trees: claim
an alert and its correction    alerts              alerts, correcting    alerts, correcting          trees: alert, desk
a fixture refused              lists               lists                 lists                       no outline, axe only
=============================  ==================  ====================  ==========================  =====================

By touch: a claim and a quote in ``test_touch``, a sentence in ``test_article_day``.
"""
