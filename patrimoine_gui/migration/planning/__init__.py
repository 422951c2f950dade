"""What a run needs before it begins: revisions, room, time, consent."""
