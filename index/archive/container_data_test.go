package archive_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/archive"
)

// TestSharedContainers counts what independent tools counted.
func TestSharedContainers(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for _, c := range []struct {
		file   string
		format archive.Format
		want   int64
		mails  int64
	}{
		{"eml/spamassassin-easy_ham.tar.gz", archive.Tar{}, 2500, 2500},
		{"maildir/notmuch-default.tar.gz", archive.Tar{}, 53, 53},
		{"slack/slackdump-source_export.zip", archive.Zip{}, 0, 0},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			srcs, err := archive.OpenSource(filepath.Join(dir, c.file))
			if err != nil || len(srcs) != 1 {
				t.Fatal(srcs, err)
			}
			mails, flagged := int64(0), 0
			var sum archive.Summary
			err = c.format.Read(context.Background(), srcs[0], func(it archive.Item) error {
				switch {
				case it.Summary != nil:
					sum = *it.Summary
				case it.Err != nil:
					t.Error(it.Err)
				default:
					if it.Message.Kind == "email" || it.Message.Kind == "report" {
						mails++
					}
					if len(it.Message.Flags) > 0 {
						flagged++
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v, %d mails, %d with flags", sum, mails, flagged)
			if c.want > 0 && (sum.Read != c.want || sum.Expected != c.want || sum.Failed != 0 || mails != c.mails) {
				t.Errorf("read %+v, %d mails; want %d", sum, mails, c.want)
			}
		})
	}
}
