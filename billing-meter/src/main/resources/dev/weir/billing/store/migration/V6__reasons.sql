-- Why a record is put aside is one of so many words: whoever drives all records of one reason finds all of them.
ALTER TABLE quarantine ADD CONSTRAINT quarantine_reason CHECK (reason IN (
    'unreadable', 'misplaced', 'wrong_key', 'bad_mac', 'negative', 'unknown_environment', 'foreign_environment',
    'future', 'absurd', 'scattered', 'refused'));
