//! Functions that are given away or called where they stand: what they are called with, and what
//! becomes of what they give back.

use stockade_syntax::{Kind, Language, NodeId, Role};

use super::arguments::{Given, Object};
use super::flow::Walker;
use super::state::State;
use super::summary::Frame;
use super::taints::Taints;
use crate::facts::How;

/// Methods and functions whose result is what their callback gives back, and nothing else.
const MAPS: [&str; 4] = ["map", "flatMap", "then", "imap"];

/// Those that hold the arguments behind the callback, and one before them, until they call it.
const TIMERS: [&str; 2] = ["setTimeout", "setInterval"];

/// What callbacks of a call gave back.
#[derive(Default)]
pub(super) struct Answers {
    taints: Taints,
    /// There was a callback whose code is known.
    known: bool,
    /// There was one of which nothing is known.
    unknown: bool,
}

impl Answers {
    /// What a call gives back that was `passed` so much.
    pub(super) fn of_call(self, name: Option<&str>, passed: &Taints) -> Taints {
        let mut taints = self.taints;
        if !self.known || self.unknown || !name.is_some_and(|name| MAPS.contains(&name)) {
            taints.join(passed);
        }
        taints
    }
}

impl Walker<'_> {
    /// A function that is called where it stands.
    pub(super) fn at_once(
        &mut self,
        function: NodeId,
        call: NodeId,
        state: &mut State,
    ) -> (Taints, Taints) {
        let tree = self.tree();
        let mut given: Given = Vec::new();
        let mut passed = Taints::default();
        for argument in tree.children_with(call, Role::Arg) {
            let taints = self.visit(argument, state);
            passed.join(&taints);
            given.push((argument, taints));
        }
        let arguments = self.by_parameter(function, How::Plain, Object::default(), &given);
        let params = tree.children_with(function, Role::Param);
        for (param, taints) in params.zip(arguments.taints()) {
            self.parameter(param, taints.clone(), state);
        }
        (self.in_frame(function, state), passed)
    }

    /// What is given to a call beside functions is known: runs the functions. `object` is what a
    /// method's object holds.
    pub(super) fn run_callbacks(
        &mut self,
        call: NodeId,
        name: Option<&str>,
        object: &Taints,
        given: &Given,
        state: &mut State,
    ) -> Answers {
        let tree = self.tree();
        let mut answers = Answers::default();
        // What goes wrong is no data of the object: `stream.on('error', f)`.
        let fails = given.first().is_some_and(|(first, _)| {
            tree.kind(*first) == Kind::Str && tree.value(*first) == "error"
        });
        let clean = Taints::default();
        let object = if fails { &clean } else { object };
        for (at, &(argument, _)) in given.iter().enumerate() {
            let literal = tree.kind(argument) == Kind::Function;
            let function = if literal {
                Some((argument, How::Plain))
            } else {
                let value = match tree.kind(argument) {
                    Kind::KeywordArg => tree.child(argument, Role::Value),
                    _ => Some(argument),
                };
                value
                    .and_then(|value| self.functions.called(value))
                    .map(|own| (own.function, own.how))
            };
            let Some((function, how)) = function else {
                // The first one tells what becomes of each element.
                answers.unknown |= at == 0 && !matches!(tree.kind(argument), Kind::Null);
                continue;
            };
            answers.known = true;
            let behind = self.behind(name, &given[at + 1..], state);
            if literal {
                let taints = self.callback(function, object, &behind, state);
                answers.taints.join(&taints);
            } else if !object.is_clean()
                || behind.iter().any(|(_, taints)| !taints.is_clean())
                || self.awake.sends(function)
            {
                match self.summary(function) {
                    Some(summary) => {
                        let mut arguments =
                            self.by_parameter(function, how, Object::default(), &behind);
                        arguments.add(object, self.is_bound(function, how));
                        answers.taints.join(&self.apply(&summary, &arguments, tree.span(call)));
                    }
                    None => answers.unknown = true,
                }
            }
        }
        answers
    }

    /// What a function is called with that stands before these arguments: `map(f, xs)`,
    /// `Thread(target=f, args=(x,))`, `setTimeout(f, 100, x)`.
    fn behind(&mut self, name: Option<&str>, given: &[(NodeId, Taints)], state: &State) -> Given {
        let tree = self.tree();
        let timer = name.is_some_and(|name| TIMERS.contains(&name));
        if timer {
            return given.iter().skip(1).cloned().collect();
        }
        if tree.language() != Language::Python {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (argument, taints) in given {
            if tree.kind(*argument) != Kind::KeywordArg {
                out.push((*argument, taints.clone()));
                continue;
            }
            let named =
                tree.child(*argument, Role::Key).is_some_and(|key| tree.text(key) == "args");
            let value = tree.child(*argument, Role::Value).filter(|_| named);
            let list = value.filter(|&v| matches!(tree.kind(v), Kind::Tuple | Kind::Array));
            for element in list.into_iter().flat_map(|list| tree.children(list)) {
                let mut copy = state.clone();
                out.push((element, self.taint_of(element, &mut copy)));
            }
        }
        out
    }

    /// A function given as an argument: walked where it stands, with what `object` holds in all its
    /// parameters and what stands behind it in their order. Gives what it gives back.
    fn callback(
        &mut self,
        function: NodeId,
        object: &Taints,
        behind: &Given,
        state: &mut State,
    ) -> Taints {
        let tree = self.tree();
        let mut own = state.clone();
        let mut arguments = self.by_parameter(function, How::Plain, Object::default(), behind);
        arguments.add(object, false);
        let params = tree.children_with(function, Role::Param);
        for (param, taints) in params.zip(arguments.taints()) {
            self.parameter(param, taints.clone(), &mut own);
        }
        let answer = self.in_frame(function, &mut own);
        state.join(&own);
        answer
    }

    /// Walks a body whose parameters are known, and gives what it gives back; the sinks that the
    /// parameters of a function around it reach are that one's.
    pub(super) fn in_frame(&mut self, function: NodeId, state: &mut State) -> Taints {
        let outer = self.frames.len();
        self.frames.push(Frame::default());
        self.run_body(function, state);
        self.frames.truncate(outer + 1);
        let Some(frame) = self.frames.pop() else { return Taints::default() };
        // Whoever runs it goes on, from wherever it was left.
        if let Some(exits) = frame.exits {
            state.merge(&exits);
        }
        state.left = false;
        for sink in frame.summary.sinks {
            self.note_sink(sink);
        }
        frame.summary.returns
    }
}
