-- msgstore.db as WhatsApp for Android kept it before 2021. Invented people.
CREATE TABLE messages(_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT NOT NULL, key_from_me INTEGER, key_id TEXT NOT NULL, status INTEGER, needs_push INTEGER, data TEXT, timestamp INTEGER, media_url TEXT,
 media_mime_type TEXT, media_wa_type TEXT, media_size INTEGER, media_name TEXT, media_caption TEXT, media_hash TEXT, media_duration INTEGER, origin INTEGER, latitude REAL, longitude REAL, thumb_image TEXT,
 remote_resource TEXT, received_timestamp INTEGER, receipt_device_timestamp INTEGER, read_device_timestamp INTEGER, played_device_timestamp INTEGER, starred INTEGER, quoted_row_id INTEGER, edit_version INTEGER, forwarded INTEGER);
INSERT INTO messages(_id,key_remote_jid,key_from_me,key_id,status,data,timestamp,media_wa_type) VALUES
 (1,'-1',0,'-1',-1,NULL,0,'-1'),
 (2,'15550100001@s.whatsapp.net',0,'A1',0,'old hello',1500000001000,'0'),
 (3,'15550100001@s.whatsapp.net',1,'A2',13,'old answer',1500000002000,'0');
UPDATE messages SET quoted_row_id=7, read_device_timestamp=1500000003000 WHERE _id=3;
INSERT INTO messages(_id,key_remote_jid,key_from_me,key_id,status,timestamp,media_wa_type,media_mime_type,media_size,media_caption,thumb_image) VALUES
 (4,'15550100001@s.whatsapp.net',0,'A3',0,1500000004000,'1','image/jpeg',4,'the site',x'aced000573720018636f6d2e77686174736170704d6564696144617461740022'||'Media/WhatsApp Images/IMG-0001.jpg'||x'7800');
INSERT INTO messages(_id,key_remote_jid,key_from_me,key_id,status,data,timestamp,media_wa_type,media_size,remote_resource,edit_version) VALUES
 (5,'15550100001@s.whatsapp.net',1,'A4',4,NULL,1500000005000,'15',0,NULL,5),
 (6,'15550100001-1500000000@g.us',1,'B1',6,'Pilot',1500000100000,'0',11,'15550100001@s.whatsapp.net',0),
 (7,'15550100001-1500000000@g.us',0,'B2',0,'in the group',1500000101000,'0',0,'15550100001@s.whatsapp.net',0),
 (8,'15550100001-1500000000@g.us',1,'B3',6,NULL,1500000102000,'0',5,'15550100002@s.whatsapp.net',0),
 (9,'15550100001-1500000000@g.us',1,'B4',6,NULL,1500000103000,'0',4,NULL,0),
 (10,'15550100001-1500000000@g.us',0,'B5',0,'after',1500000104000,'0',0,'15550100001@s.whatsapp.net',0);
INSERT INTO messages(_id,key_remote_jid,key_from_me,key_id,status,timestamp,media_wa_type,media_duration,latitude,longitude) VALUES
 (11,'15550100001@s.whatsapp.net',0,'C1',0,1500000200000,'8',61,0,0),(12,'15550100001@s.whatsapp.net',0,'C2',0,1500000201000,'5',0,1.5,2.5);
CREATE TABLE messages_quotes(_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT, key_from_me INTEGER, key_id TEXT, data TEXT);
INSERT INTO messages_quotes VALUES(7,'15550100001@s.whatsapp.net',0,'A1','old hello');
CREATE TABLE chat_list(_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT UNIQUE, subject TEXT, creation INTEGER);
INSERT INTO chat_list VALUES(1,'15550100001-1500000000@g.us','Pilot',1500000100000);
CREATE TABLE group_participants(_id INTEGER PRIMARY KEY AUTOINCREMENT, gjid TEXT NOT NULL, jid TEXT NOT NULL, admin INTEGER, pending INTEGER);
INSERT INTO group_participants VALUES(1,'15550100001-1500000000@g.us','15550100001@s.whatsapp.net',1,0),(2,'15550100001-1500000000@g.us','',0,0);
