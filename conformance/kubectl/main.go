// kubectl reads texts as `kubectl apply -f` reads files, with kubectl's own packages: a line of base64 in, a line of JSON
// out, {"documents": […], "error": "…", "objects": […], "objectsError": "…"}. Documents are what they are once they are
// JSON, up to the first error; objects are what is made of them, lists replaced by their items.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/cli-runtime/pkg/resource"
)

type answer struct {
	Documents    []json.RawMessage `json:"documents"`
	Error        string            `json:"error,omitempty"`
	Objects      []any             `json:"objects"`
	ObjectsError string            `json:"objectsError,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if encoded := bytes.TrimSpace(line); len(encoded) > 0 || err == nil {
			text, bad := base64.StdEncoding.DecodeString(string(encoded))
			if bad != nil {
				log.Fatal(bad)
			}
			row, bad := json.Marshal(read(text))
			if bad != nil {
				log.Fatal(bad)
			}
			out.Write(append(row, '\n'))
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
	}
}

func read(text []byte) answer {
	result := answer{Documents: []json.RawMessage{}, Objects: []any{}}
	if err := documents(text, &result.Documents); err != nil {
		result.Error = err.Error()
	}
	if err := objects(text, &result.Objects); err != nil {
		result.ObjectsError = err.Error()
	}
	return result
}

// As FileVisitor of k8s.io/cli-runtime/pkg/resource does, for files and for the standard input.
func decoded(text []byte) io.Reader {
	return transform.NewReader(bytes.NewReader(text), unicode.BOMOverride(unicode.UTF8.NewDecoder()))
}

// As StreamVisitor of the same package does.
func documents(text []byte, found *[]json.RawMessage) (err error) {
	defer recovered(&err)
	decoder := yaml.NewYAMLOrJSONDecoder(decoded(text), 4096)
	for {
		document := runtime.RawExtension{}
		if err := decoder.Decode(&document); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		raw := bytes.TrimSpace(document.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		*found = append(*found, append(json.RawMessage{}, raw...))
	}
}

func objects(text []byte, found *[]any) (err error) {
	defer recovered(&err)
	result := resource.NewLocalBuilder().Unstructured().Stream(decoded(text), "STDIN").Flatten().ContinueOnError().Do()
	return result.Visit(func(info *resource.Info, err error) error {
		if err != nil {
			return err
		}
		if object, ok := info.Object.(*unstructured.Unstructured); ok {
			*found = append(*found, object.Object)
		} else {
			*found = append(*found, info.Object)
		}
		return nil
	})
}

func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("panic: %v", cause)
	}
}
