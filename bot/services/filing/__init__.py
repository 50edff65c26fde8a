"""An enterprise files a need: drafts, the form, and its needs afterwards."""
