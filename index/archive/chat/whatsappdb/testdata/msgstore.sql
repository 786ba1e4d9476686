-- msgstore.db as WhatsApp for Android has kept it since 2021. Invented people.
CREATE TABLE jid(_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, server TEXT NOT NULL, agent INTEGER, type INTEGER, raw_string TEXT, device INTEGER);
INSERT INTO jid VALUES(1,'15550100001','s.whatsapp.net',0,0,'15550100001@s.whatsapp.net',0),(2,'15550100002','s.whatsapp.net',0,0,'15550100002@s.whatsapp.net',0),
 (3,'15550100001-1700000000','g.us',0,1,'15550100001-1700000000@g.us',0),(4,'','',0,0,'',0),(5,'98765','lid',0,18,'98765@lid',0),(6,'15550100009','s.whatsapp.net',0,0,'15550100009@s.whatsapp.net',0);
CREATE TABLE jid_map(lid_row_id INTEGER PRIMARY KEY NOT NULL, jid_row_id INTEGER NOT NULL, sort_id INTEGER);
INSERT INTO jid_map VALUES(5,2,1);
CREATE TABLE chat(_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, hidden INTEGER, subject TEXT, created_timestamp INTEGER, sort_timestamp INTEGER);
INSERT INTO chat VALUES(1,1,0,NULL,NULL,1),(2,3,0,'Pilot','1700000000000',2);
CREATE TABLE message(_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, status INTEGER, broadcast INTEGER,
 recipient_count INTEGER, participant_hash TEXT, origination_flags INTEGER, origin INTEGER, timestamp INTEGER, received_timestamp INTEGER, receipt_server_timestamp INTEGER, message_type INTEGER, text_data TEXT,
 starred INTEGER, lookup_tables INTEGER, message_add_on_flags INTEGER, sort_id INTEGER NOT NULL DEFAULT 0);
INSERT INTO message VALUES
 (1,0,0,'-1',0,-1,0,0,NULL,0,0,0,0,0,-1,NULL,0,0,0,1),
 (2,1,0,'A1',0,0,0,0,NULL,0,0,1700000001000,1700000001500,0,0,'is the pilot on?',0,0,0,2),
 (3,1,1,'A2',0,13,0,0,NULL,1,0,1700000002000,0,0,0,'yes, see the plan',1,0,0,3),
 (4,1,0,'A3',0,0,0,0,NULL,0,0,1700000003000,0,0,1,NULL,0,0,0,4),
 (5,1,0,'A4',0,0,0,0,NULL,0,0,1700000004000,0,0,9,NULL,0,0,0,5),
 (6,1,1,'A5',0,5,0,0,NULL,0,0,1700000005000,0,0,15,NULL,0,0,0,6),
 (7,1,0,'A6',0,0,0,0,NULL,0,0,1700000006000,0,0,5,NULL,0,0,0,7),
 (8,1,0,'A7',0,0,0,0,NULL,0,0,1700000007000,0,0,7,NULL,0,0,0,8),
 (9,1,0,'A8',0,0,0,0,NULL,0,0,1700000008000,0,0,777,'of a later version',0,0,0,9),
 (10,1,0,'A9',0,0,0,0,NULL,0,0,1700000009000,0,0,90,NULL,0,0,0,10),
 (20,2,0,'B0',1,0,0,0,NULL,0,0,1700000100000,0,0,7,NULL,0,0,0,20),
 (21,2,0,'B1',1,0,0,0,NULL,0,0,1700000101000,0,0,0,'hello all',0,0,0,21),
 (22,2,0,'B2',1,0,0,0,NULL,0,0,1700000102000,0,0,7,NULL,0,0,0,22),
 (23,2,0,'B3',5,0,0,0,NULL,0,0,1700000103000,0,0,0,'thanks for adding me',0,0,0,23),
 (24,2,1,'B4',0,4,0,0,NULL,0,0,1700000104000,0,0,66,'Lunch?',0,0,0,24),
 (25,2,0,'B5',6,0,0,0,NULL,0,0,1700000105000,0,0,7,NULL,0,0,0,25),
 (26,2,0,'B6',1,0,0,0,NULL,0,0,1700000106000,0,0,7,'New pilot',0,0,0,26),
 (27,2,0,'B7',1,0,0,0,NULL,0,0,1700000107000,0,0,42,NULL,0,0,0,27),
 (28,2,0,'B8',1,0,0,0,NULL,0,0,1700000108000,0,0,7,NULL,0,0,0,28),
 (29,2,0,'B9',1,0,0,0,NULL,0,0,1700000109000,0,0,4,'Cy',0,0,0,29);
CREATE TABLE message_media(message_row_id INTEGER PRIMARY KEY, chat_row_id INTEGER, file_path TEXT, file_length INTEGER, mime_type TEXT, media_name TEXT, media_caption TEXT, file_hash TEXT);
INSERT INTO message_media VALUES(4,1,'Media/WhatsApp Images/IMG-0001.jpg',4,'image/jpeg',NULL,'the site','aGFzaA=='),(5,1,'Media/WhatsApp Documents/gone.pdf',12345,'application/pdf','Plan (final).pdf',NULL,NULL);
CREATE TABLE message_quoted(message_row_id INTEGER PRIMARY KEY, chat_row_id INTEGER, parent_message_chat_row_id INTEGER, from_me INTEGER, sender_jid_row_id INTEGER, key_id TEXT, timestamp INTEGER, message_type INTEGER, text_data TEXT);
INSERT INTO message_quoted VALUES(3,1,1,0,1,'A1',1700000001000,0,'is the pilot on?'),(23,2,1,1,0,'A2',1700000002000,0,'yes, see the plan');
CREATE TABLE message_edit_info(message_row_id INTEGER PRIMARY KEY, original_key_id TEXT NOT NULL, edited_timestamp INTEGER NOT NULL, sender_timestamp INTEGER NOT NULL);
INSERT INTO message_edit_info VALUES(3,'A2',1700000060000,1700000060000);
CREATE TABLE message_revoked(message_row_id INTEGER PRIMARY KEY, revoked_key_id TEXT NOT NULL, admin_jid_row_id INTEGER, revoke_timestamp INTEGER);
INSERT INTO message_revoked VALUES(6,'A5-original',0,1700000070000);
CREATE TABLE message_location(message_row_id INTEGER PRIMARY KEY, chat_row_id INTEGER, latitude REAL, longitude REAL, place_name TEXT, place_address TEXT, url TEXT);
INSERT INTO message_location VALUES(7,1,45.5,-78.25,'City hall','1 Main St',NULL);
CREATE TABLE message_vcard(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, vcard TEXT);
INSERT INTO message_vcard VALUES(1,29,'BEGIN:VCARD
FN:Cy Poe
END:VCARD');
CREATE TABLE message_system(message_row_id INTEGER PRIMARY KEY, action_type INTEGER NOT NULL);
INSERT INTO message_system VALUES(8,56),(20,11),(22,12),(25,5),(26,1),(28,999);
CREATE TABLE message_system_value_change(message_row_id INTEGER PRIMARY KEY, old_data TEXT);
INSERT INTO message_system_value_change VALUES(26,'Pilot');
CREATE TABLE message_system_chat_participant(message_row_id INTEGER NOT NULL, user_jid_row_id INTEGER NOT NULL);
INSERT INTO message_system_chat_participant VALUES(22,5);
CREATE TABLE message_ephemeral_setting(message_row_id INTEGER PRIMARY KEY, setting_duration INTEGER);
INSERT INTO message_ephemeral_setting VALUES(8,604800);
CREATE TABLE message_ephemeral(message_row_id INTEGER PRIMARY KEY, duration INTEGER NOT NULL, expire_timestamp INTEGER NOT NULL);
INSERT INTO message_ephemeral VALUES(9,604800,1700604808000);
CREATE TABLE message_poll_option(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER NOT NULL, option_sha256 TEXT, option_name TEXT NOT NULL, vote_total INTEGER);
INSERT INTO message_poll_option VALUES(1,24,NULL,'noon',1),(2,24,NULL,'one',0);
CREATE TABLE message_add_on(_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, parent_message_row_id INTEGER, timestamp INTEGER, status INTEGER, message_add_on_type INTEGER);
INSERT INTO message_add_on VALUES(1,1,0,'R1',1,3,1700000061000,0,56),(2,1,1,'R2',0,2,1700000062000,0,56),(3,2,0,'V1',1,24,1700000110000,0,67),(4,1,0,'X1',1,3,1700000063000,0,68);
CREATE TABLE message_add_on_reaction(message_add_on_row_id INTEGER PRIMARY KEY, reaction TEXT, sender_timestamp INTEGER);
INSERT INTO message_add_on_reaction VALUES(1,'👍',1700000061000),(2,'',1700000062000);
CREATE TABLE message_add_on_poll_vote_selected_option(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_add_on_row_id INTEGER, message_poll_option_id INTEGER);
INSERT INTO message_add_on_poll_vote_selected_option VALUES(1,3,1);
CREATE TABLE receipt_user(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER NOT NULL, receipt_user_jid_row_id INTEGER NOT NULL, receipt_timestamp INTEGER, read_timestamp INTEGER, played_timestamp INTEGER);
INSERT INTO receipt_user VALUES(1,3,1,1700000002500,1700000002600,NULL);
CREATE TABLE call_log(_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER, from_me INTEGER, call_id TEXT, transaction_id INTEGER, timestamp INTEGER, video_call INTEGER, duration INTEGER, call_result INTEGER, group_jid_row_id INTEGER NOT NULL DEFAULT 0);
INSERT INTO call_log VALUES(1,1,1,'call:1',1,1700000050000,1,75,5,0),(2,1,0,'call:2',1,1700000009000,0,0,4,0),(3,6,0,'call:3',1,1700000200000,0,0,2,0);
CREATE TABLE message_call_log(message_row_id INTEGER PRIMARY KEY, call_log_row_id INTEGER);
INSERT INTO message_call_log VALUES(10,2);
CREATE TABLE group_participant_user(_id INTEGER PRIMARY KEY AUTOINCREMENT, group_jid_row_id INTEGER NOT NULL, user_jid_row_id INTEGER NOT NULL, rank INTEGER, pending INTEGER);
INSERT INTO group_participant_user VALUES(1,3,1,2,0),(2,3,4,0,0),(3,3,5,0,0);
