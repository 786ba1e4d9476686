// Package cli is the command line: one file per command, one table. The names
// and JSON shapes are a contract that people script against: they grow, they
// are not renamed. Everything is done through casework, as in the window.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/progress"
)

// Version of the program; a release sets it with -ldflags -X.
var Version = "0.1.0"

// Env is what a command may touch besides the case.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // Err is a terminal: progress may be shown there
	// Window opens the window, on a case or on the start screen.
	Window func(ctx context.Context, dir string) error
	Now    func() time.Time // nil is the clock
}

// Command is one verb.
type Command struct {
	Name     string
	Synopsis string // arguments, after the name
	Short    string // one line for the list
	run      func(ctx context.Context, c *call) error
}

// Commands is the table of verbs, in the order `help` shows them.
func Commands() []Command {
	return []Command{
		{"sample", "[DIR] [--produce]", "make the sample case and open it, or take it to a verified production", runSample},
		{"new", "CASE [--name N] [--zone Z] [--request FILE]", "make an empty case", runNew},
		{"import", "CASE PATH... [--custodian NAME] [--zone Z] [--password-file F] [--render]", "read archives and folders into a case", runImport},
		{"ledger", "CASE", "say what became of everything that was given", runLedger},
		{"render", "CASE [QUERY]", "show texts and slides as pages, with an installed LibreOffice", runRender},
		{"list", "CASE [QUERY] [--text] [--events] [--limit N]", "list records, or events of conversations, one a line", runList},
		{"search", "CASE QUERY [--count | --facets | --record FILE] [--events] [--limit N] [--sort FIELD]", "find records, or events of conversations", runSearch},
		{"searches", "CASE [save NAME QUERY | remove NAME]", "list, save and remove saved searches", runSearches},
		{"terms", "CASE FILE [OUT] [--format csv|xlsx|pdf] [--csv OUT]", "report on a list of search terms, one query a line", runTerms},
		{"custodians", "CASE [set NAME FIELD=VALUE...] [--format csv|xlsx|pdf] [--out OUT]", "show whose sources are expected and came, or say something of a custodian", runCustodians},
		{"funnel", "CASE [QUERY] [--format csv|xlsx|pdf] [--out OUT]", "count what is left from collection to production", runFunnel},
		{"threads", "CASE [QUERY]", "show conversations and the messages to read of each", runThreads},
		{"duplicates", "CASE", "show copies, and messages that only claim to be", runDuplicates},
		{"rank", "CASE [QUERY] [--for FIELD=VALUE] [--limit N] [--why N] | CASE --elusion BATCH", "order what nobody has coded by what was coded, the likeliest first", runRank},
		{"near", "CASE [--at 0.8] | CASE --diff A B", "show records whose own words are nearly the same, or how two differ", runNear},
		{"people", "CASE [WORDS] [--proposed] | CASE confirm PERSON [FORM...] | CASE merge PERSON PERSON... | CASE split PERSON FORM... | CASE undo ENTRY", "show who is who across mail and chat, or decide it", runPeople},
		{"code", "CASE [--events] QUERY FIELD=VALUE... [note+=TEXT] [--batch NAME] [--note T]", "code every hit, record or event, as one undoable batch", runCode},
		{"fields", "CASE [set NAME PART=VALUE... | remove NAME | export FILE [QUERY] [--notes]]", "list what there is to code, define fields of the case's own, or write the coding as a load file", runFields},
		{"batches", "CASE [make [QUERY] | checkout [BATCH] | return BATCH | show BATCH | confirm BATCH [QUERY] | reopen BATCH | remove BATCH | route [LEVEL QUERY] | sample [QUERY] | estimate BATCH | redraw BATCH | overturns] [--format csv|xlsx|pdf] [--out OUT]", "give records out for review, check the work of reviewers, and count it", runBatches},
		{"suggest", "CASE [QUERY] [--names FILE] [--rules FILE] [--person WHO] [--patterns all|personal|none] [--codes C] [--preview] [--accept]", "propose what to withhold: people in all their forms, identifiers by rule", runSuggest},
		{"redactions", "CASE export|import FILE | list [QUERY] | spread MARK|--all | accept|reject|follow MARK", "write, read, list and decide redactions; carry one to its other places", runRedactions},
		{"check", "CASE [QUERY] [--names FILE] [--fix ID...] [--accept ID --reason TEXT] | --production PATH", "find what is not decided alike, left open, cut short, hidden without need or coded wrongly", runCheck},
		{"dispositions", "CASE [QUERY] [--each] | CASE set QUERY REF|CON|COORD|NAR|SEAL|none [--agency A] | CASE exclude QUERY PARAGRAPH --note T | CASE include RECORD | CASE excluded", "count what becomes of each record, or decide it", runDispositions},
		{"screen", "CASE [set FILE]", "list what the privilege screen hits and nobody has coded, or set its attorneys, firms and terms", runScreen},
		{"harm", "CASE QUERY CODE [STATEMENT] [--interest T]", "state the foreseeable harm of disclosing what is withheld under a code", runHarm},
		{"undo", "CASE ENTRY [--note T]", "take back an entry of the journal, with all of its batch", runUndo},
		{"produce", "CASE SPEC.json OUT [--password-file F] | CASE SPEC.json --clear IDS --reason TEXT | CASE --example [--for PURPOSE]", "run a production into a new folder, or clear what its checks ask about", runProduce},
		{"gaps", "CASE [QUERY] [--format csv|xlsx|pdf|json] [OUT]", "say what is not held: deletions, timers, silences, missing files, answered mails", runGaps},
		{"source", "CASE RECORD[#ENTRY]", "print what a record, or one entry of a conversation, was made from", runSource},
		{"withholdings", "CASE [PRODUCTION] [--as vaughn-index|privilege-log|redaction-log|release-letter] [--format csv|pdf|xlsx] [--out OUT]", "write the logs of what is withheld", runWithholdings},
		{"verify", "OUT", "prove a finished production without its case", runVerify},
		{"clawback", "CASE [BATES... --reason TEXT] [--sheets OUT] [--production NAME]", "claim back what was produced, list it, and make the sheets that take its place", runClawback},
		{"explain", "CASE BATES", "say where a produced page came from", runExplain},
		{"log", "CASE [--verify [OUT...]]", "show the journal, or prove its chain and that productions are of it", runLog},
		{"bench", "[--size N] [--like linux-usb|usrp] [--seed S] [--in DIR]", "measure this machine on generated mails", runBench},
		{"rebuild", "CASE", "make the search index and derived tables anew", runRebuild},
		{"formats", "", "list what can be read and how that was shown", runFormats},
		{"help", "[TOPIC]", "explain a command or a topic", runHelp},
		{"version", "", "print the version", runVersion},
	}
}

// Run carries out a command line and gives its exit status.
func Run(ctx context.Context, env *Env, args []string) int {
	if env.Now == nil {
		env.Now = time.Now
	}
	err := dispatch(ctx, env, args)
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) && fault.CodeOf(err) == fault.Internal {
		err = &fault.Error{Code: fault.Cancelled, Op: "stopping as asked", Hint: "What was acknowledged is kept; run the same command again to go on."}
	}
	if fault.CodeOf(err) != fault.Findings {
		fmt.Fprintln(env.Err, "vaughn: "+fault.Text(err))
	}
	return fault.ExitStatus(err)
}

func dispatch(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return env.Window(ctx, "")
	}
	for _, c := range Commands() {
		if c.Name == args[0] {
			return c.start(ctx, env, args[1:])
		}
	}
	switch args[0] {
	case "-h", "--help":
		return dispatch(ctx, env, []string{"help"})
	case "--version":
		return dispatch(ctx, env, []string{"version"})
	}
	if len(args) == 1 && isFolder(args[0]) {
		return env.Window(ctx, args[0])
	}
	if len(args) == 1 && filepath.Ext(args[0]) == casework.OpenerExt {
		return env.Window(ctx, filepath.Dir(args[0]))
	}
	return &fault.Error{Code: fault.Usage, Op: "reading the command line", Err: fmt.Errorf("there is no command %q", args[0]), Hint: "`vaughn help` lists the commands."}
}

// call is one command at work: its flags and arguments.
type call struct {
	*Env
	cmd   Command
	flags *flag.FlagSet
	args  []string
	json  bool
	quiet bool
	actor string
}

func (c Command) start(ctx context.Context, env *Env, args []string) error {
	k := &call{Env: env, cmd: c, flags: flag.NewFlagSet(c.Name, flag.ContinueOnError), args: args}
	k.flags.SetOutput(io.Discard)
	k.flags.BoolVar(&k.json, "json", false, "print one JSON object a line")
	k.flags.BoolVar(&k.quiet, "quiet", false, "no progress")
	k.flags.StringVar(&k.actor, "reviewer", "", "who works, as the journal records it (otherwise the user of this computer)")
	return c.run(ctx, k)
}

// parse reads flags wherever they stand and wants between least and most
// arguments; most < 0 is any number.
func (k *call) parse(least, most int) error {
	var rest []string
	args := k.args
	for {
		if err := k.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				fmt.Fprint(k.Out, k.usage())
			}
			return k.wrong(err)
		}
		args = k.flags.Args()
		if len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	k.args = rest
	if len(rest) < least || most >= 0 && len(rest) > most {
		return k.wrong(fmt.Errorf("%d arguments", len(rest)))
	}
	return nil
}

func (k *call) wrong(err error) error {
	return &fault.Error{Code: fault.Usage, Op: "reading the command line of " + k.cmd.Name, Err: err, Hint: "Usage: vaughn " + k.cmd.Name + " " + k.cmd.Synopsis}
}

func (k *call) usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "vaughn %s %s\n\n  %s\n\nFlags:\n", k.cmd.Name, k.cmd.Synopsis, k.cmd.Short)
	k.flags.VisitAll(func(f *flag.Flag) { fmt.Fprintf(&b, "  --%-12s %s\n", f.Name, f.Usage) })
	return b.String()
}

// open opens the case named by the first argument.
func (k *call) open(ctx context.Context) (*casework.Case, error) {
	return casework.Open(ctx, k.args[0], k.options(), k.progress())
}

func (k *call) options() casework.Options {
	return casework.Options{Actor: k.actor, Now: k.Now, Program: "Vaughn " + Version}
}

// with opens the case, does the work and closes it.
func (k *call) with(ctx context.Context, f func(*casework.Case) error) error {
	c, err := k.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(c), c.Close())
}

func (k *call) progress() progress.Func {
	switch {
	case k.quiet || !k.Terminal && !k.json:
		return progress.None
	case k.json:
		return progress.Throttle(time.Second, progress.JSON(k.Err))
	}
	return progress.Throttle(200*time.Millisecond, progress.Text(k.Err))
}

// print writes one object as a line of JSON, or what text prints of it.
func (k *call) print(v any, text func(io.Writer)) error {
	if !k.json {
		text(k.Out)
		return nil
	}
	e := json.NewEncoder(k.Out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// look says that the work is done but a person must look.
func look(what string) error {
	return &fault.Error{Code: fault.Findings, Op: what}
}

func names() []string {
	var out []string
	for _, c := range Commands() {
		out = append(out, c.Name)
	}
	slices.Sort(out)
	return out
}
