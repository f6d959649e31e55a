"""What staff enter for somebody who wrote on paper, called or spoke: who that is, and how and when it came."""
