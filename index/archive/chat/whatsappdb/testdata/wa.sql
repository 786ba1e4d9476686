CREATE TABLE wa_contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, jid TEXT NOT NULL, is_whatsapp_user BOOLEAN NOT NULL, status TEXT, number TEXT, display_name TEXT, wa_name TEXT);
INSERT INTO wa_contacts VALUES(1,'15550100001@s.whatsapp.net',1,NULL,'+15550100001','Ann Reed',NULL),(2,'15550100002@s.whatsapp.net',1,NULL,NULL,NULL,'bo');
