// Says what the API server says of expressions in CEL: one JSON object a line in, one answer a line out, in order.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
	dracel "k8s.io/dynamic-resource-allocation/cel"
)

// question is an expression and where it stands.
type question struct {
	// Expression is asked about.
	Expression string `json:"expression"`
	// Schema is that of self; without it, the expression is one of an admission policy.
	Schema json.RawMessage `json:"schema"`
	// Root says that self is a whole resource.
	Root bool `json:"root"`
	// OptionalOldSelf makes oldSelf an optional.
	OptionalOldSelf bool `json:"optionalOldSelf"`
	// Params and Authorizer say what a policy declares.
	Params     bool `json:"params"`
	Authorizer bool `json:"authorizer"`
	// Variables are those of the policy, from their names to their expressions.
	Variables [][2]string `json:"variables"`
	// Device says that the expression selects devices.
	Device bool `json:"device"`
}

// answer is what the compiler and the estimator of costs say.
type answer struct {
	// Issues is what is wrong; empty if nothing is.
	Issues string `json:"issues,omitempty"`
	// Type is that of the result.
	Type string `json:"type,omitempty"`
	// Min and Max are what it may cost, as text: JSON's numbers are too small.
	Min string `json:"min,omitempty"`
	Max string `json:"max,omitempty"`
	// Panics says that there is no answer.
	Panics bool `json:"panics,omitempty"`
	// Cardinality is how often a rule may be evaluated at most, by the least size of what it is about.
	Cardinality uint64 `json:"cardinality,omitempty"`
}

var base = environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion(), true)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			fail(err)
		}
		if err := encoder.Encode(judge(asked)); err != nil {
			fail(err)
		}
	}
	if err := in.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// judge says that the compiler panics where it does: cel-go has faults, too.
func judge(asked question) (said answer) {
	defer func() {
		if problem := recover(); problem != nil {
			said = answer{Panics: true}
		}
	}()
	if asked.Device {
		return judgeDevice(asked)
	}
	if asked.Schema == nil {
		return judgePolicy(asked)
	}
	return judgeRule(asked)
}

// judgeRule compiles as schema/cel.Compile does, which keeps the environment to itself.
func judgeRule(asked question) answer {
	var v1 apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(asked.Schema, &v1); err != nil {
		fail(err)
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&v1, &internal, nil); err != nil {
		fail(err)
	}
	structural, err := schema.NewStructural(&internal)
	if err != nil {
		fail(err)
	}
	declared := model.SchemaDeclType(structural, asked.Root)
	if declared == nil {
		return answer{Issues: "no type"}
	}
	scoped := declared.MaybeAssignTypeName("selfType")
	oldSelf := scoped.CelType()
	if asked.OptionalOldSelf {
		oldSelf = cel.OptionalType(oldSelf)
	}
	set, err := base.Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions:        []cel.EnvOption{cel.Variable("self", scoped.CelType()), cel.Variable("oldSelf", oldSelf)},
		DeclTypes:         []*apiservercel.DeclType{scoped},
	})
	if err != nil {
		fail(err)
	}
	said := compile(set.NewExpressionsEnv(), asked.Expression, declared)
	said.Cardinality = uint64(celconfig.MaxRequestSizeBytes / (declared.MinSerializedSize + 1))
	return said
}

func compile(env *cel.Env, expression string, root *apiservercel.DeclType) answer {
	ast, issues := env.Compile(expression)
	if issues != nil {
		return answer{Issues: issues.String()}
	}
	cost, err := env.EstimateCost(ast, &library.CostEstimator{SizeEstimator: &sizes{root}})
	if err != nil {
		fail(err)
	}
	if _, err := env.Program(ast); err != nil {
		return answer{Issues: "program: " + err.Error()}
	}
	return answer{Type: ast.OutputType().String(), Min: fmt.Sprint(cost.Min), Max: fmt.Sprint(cost.Max)}
}

// sizes is the estimator of schema/cel, which is not exported.
type sizes struct{ root *apiservercel.DeclType }

func (s *sizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	if len(element.Path()) == 0 {
		return nil
	}
	current := s.root
	for _, name := range element.Path()[1:] {
		switch name {
		case "@items", "@values":
			current = current.ElemType
		case "@keys":
			current = current.KeyType
		default:
			field, found := current.Fields[name]
			if !found {
				return nil
			}
			current = field.Type
		}
		if current == nil {
			return nil
		}
	}
	return &checker.SizeEstimate{Min: 0, Max: uint64(current.MaxElements)}
}

func (s *sizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

type accessor struct{ name, expression string }

func (a accessor) GetExpression() string    { return a.expression }
func (a accessor) GetName() string          { return a.name }
func (a accessor) ReturnTypes() []*cel.Type { return []*cel.Type{cel.AnyType} }

// compilers of policies without variables are the same for all.
var stateless = plugincel.NewCompiler(base)

func judgePolicy(asked question) answer {
	var compiler plugincel.Compiler = stateless
	options := plugincel.OptionalVariableDeclarations{HasParams: asked.Params, HasAuthorizer: asked.Authorizer, StrictCost: true}
	if len(asked.Variables) > 0 {
		composited, err := plugincel.NewCompositedCompiler(base)
		if err != nil {
			fail(err)
		}
		for _, variable := range asked.Variables {
			composited.CompileAndStoreVariable(accessor{variable[0], variable[1]}, plugincel.OptionalVariableDeclarations{HasParams: asked.Params, HasAuthorizer: true, StrictCost: true}, environment.NewExpressions)
		}
		compiler = composited
	}
	result := compiler.CompileCELExpression(accessor{"", asked.Expression}, options, environment.NewExpressions)
	if result.Error != nil {
		return answer{Issues: strings.TrimPrefix(result.Error.Detail, "compilation failed: ")}
	}
	return answer{Type: result.OutputType.String()}
}

// judgeDevice compiles as the server does, which says nothing of what an expression costs at least.
func judgeDevice(asked question) answer {
	newExpressions := environment.NewExpressions
	result := dracel.GetCompiler(dracel.Features{}).CompileCELExpression(asked.Expression, dracel.Options{EnvType: &newExpressions})
	if result.Error != nil {
		return answer{Issues: strings.TrimPrefix(result.Error.Detail, "compilation failed: ")}
	}
	return answer{Type: result.OutputType.String(), Max: fmt.Sprint(result.MaxCost)}
}
