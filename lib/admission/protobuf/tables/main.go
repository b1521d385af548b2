// Writes the messages that istiod knows as tables, from the descriptors of the Go modules that it is built from:
// by message, the names of the fields in JSON with their types; by enum, the names of its values.
package main

import (
	"encoding/json"
	"os"
	"regexp"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

var (
	kinds = regexp.MustCompile(`^istio\.(networking|security|telemetry|extensions|type)\.`)
	known = regexp.MustCompile(`^(envoy|xds|udpa|istio\.envoy|stats|stackdriver|cel|google\.rpc|google\.api\.expr|io\.prometheus|opentelemetry|google\.protobuf)\b`)
	// istiod no longer knows version 2 of the API of Envoy.
	gone = regexp.MustCompile(`^envoy\..*\bv2(alpha[0-9]?)?\.`)
)

type tables struct {
	Enums    map[string][]string          `json:"enums"`
	Messages map[string]map[string]string `json:"messages"`
}

func main() {
	istio, envoy := newTables(), newTables()
	tableOf := func(name string) *tables {
		switch {
		case kinds.MatchString(name):
			return istio
		case known.MatchString(name) && !gone.MatchString(name):
			return envoy
		}
		return nil
	}
	protoregistry.GlobalTypes.RangeMessages(func(message protoreflect.MessageType) bool {
		descriptor := message.Descriptor()
		if table := tableOf(string(descriptor.FullName())); table != nil && !descriptor.IsMapEntry() {
			table.Messages[string(descriptor.FullName())] = fieldsOf(descriptor)
		}
		return true
	})
	protoregistry.GlobalTypes.RangeEnums(func(enum protoreflect.EnumType) bool {
		descriptor := enum.Descriptor()
		if table := tableOf(string(descriptor.FullName())); table != nil {
			values := descriptor.Values()
			for index := 0; index < values.Len(); index++ {
				name := string(descriptor.FullName())
				table.Enums[name] = append(table.Enums[name], string(values.Get(index).Name()))
			}
		}
		return true
	})
	write("istio.json", istio)
	write("envoy.json", envoy)
}

func newTables() *tables {
	return &tables{Enums: map[string][]string{}, Messages: map[string]map[string]string{}}
}

func fieldsOf(message protoreflect.MessageDescriptor) map[string]string {
	fields := map[string]string{}
	for index := 0; index < message.Fields().Len(); index++ {
		field := message.Fields().Get(index)
		name := string(field.Name())
		if field.JSONName() != camelCase(name) {
			name += "|" + field.JSONName()
		}
		fields[name] = typeOf(field)
	}
	return fields
}

func typeOf(field protoreflect.FieldDescriptor) string {
	switch {
	case field.IsMap():
		return "{" + single(field.MapKey()) + "}" + single(field.MapValue())
	case field.IsList():
		return "[]" + single(field)
	}
	return single(field)
}

func single(field protoreflect.FieldDescriptor) string {
	switch field.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return "." + string(field.Message().FullName())
	case protoreflect.EnumKind:
		return "#" + string(field.Enum().FullName())
	}
	return field.Kind().String()
}

// As protoc makes names of JSON.
func camelCase(name string) string {
	var camel []byte
	upper := false
	for index := 0; index < len(name); index++ {
		char := name[index]
		if char == '_' {
			upper = true
			continue
		}
		if upper && 'a' <= char && char <= 'z' {
			char -= 'a' - 'A'
		}
		upper = false
		camel = append(camel, char)
	}
	return string(camel)
}

func write(file string, table *tables) {
	// Keys of maps are sorted.
	text, err := json.Marshal(table)
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		panic(err)
	}
}
