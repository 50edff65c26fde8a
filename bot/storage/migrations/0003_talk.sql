-- What a typed button's label is looked up by: the buttons that somebody was shown last.
CREATE INDEX keyboard_shown ON keyboard (chat_id, created_at);

-- Questions whose choices nobody has tapped: they wait for staff too, after a while. With outcome in front, or the index
-- question_open would be taken instead.
CREATE INDEX question_undecided ON question (outcome, asked_at)
  WHERE settlement_id IS NULL AND outcome = 'choices' AND entry_id IS NULL AND handed_over_at IS NULL AND vote IS NULL;
