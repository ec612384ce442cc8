// An adapter for Zerohour: one JSON message a line on standard input and output. Log to standard error.
// Amounts are strings of øre: read them with math/big, or with strconv.ParseInt where they fit.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

// What your engine supports; it is asked about nothing else.
var features = []string{"intraday", "exclusion", "lines"}

type event struct {
	At          int64  `json:"at"`
	Type        string `json:"type"`
	ID          string `json:"id"`
	System      string `json:"system"`
	Block       string `json:"block"`
	Participant string `json:"participant"`
	Payer       string `json:"payer"`
	Payee       string `json:"payee"`
	Amount      string `json:"amount"`
}

type scenario struct {
	Participants []string `json:"participants"`
	Events       []event  `json:"events"`
}

type order struct {
	Status string `json:"status"`
	Block  string `json:"block,omitempty"`
}

// Run a whole day; return what came of every order.
func run(day scenario) any {
	orders := map[string]order{}
	for _, e := range day.Events {
		if e.Type == "submit" {
			orders[e.ID] = order{Status: "refused"} // ask your engine instead
		}
	}
	return map[string]any{"orders": orders}
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := json.NewEncoder(os.Stdout) // writes a whole line at once, without a buffer to flush
	answers.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return // Zerohour has hung up
		}
		var asked struct {
			ID     int    `json:"id"`
			Method string `json:"method"`
			Params struct {
				Scenario scenario `json:"scenario"`
			} `json:"params"`
		}
		if err := json.Unmarshal(line, &asked); err != nil {
			log.Fatal(err)
		}
		var result any = map[string]any{
			"protocolVersion": 1, "name": "my engine", "version": "1", "language": "Go", "features": features,
		}
		if asked.Method == "run" {
			result = run(asked.Params.Scenario)
		}
		if err := answers.Encode(map[string]any{"jsonrpc": "2.0", "id": asked.ID, "result": result}); err != nil {
			log.Fatal(err)
		}
	}
}
