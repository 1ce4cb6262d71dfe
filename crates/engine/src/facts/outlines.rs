//! What classes and types say of their inside: the types of fields, methods and what they inherit;
//! and what functions say that they give back.
//!
//! In: the nodes of one item. Must never know: what other items say.

use stockade_syntax::{Flags, Kind, NodeId, Role, Tree};

use super::made::names_in;
use super::names::{class_name, class_of, given_to, is_own, type_name};

/// A field that is given several values: nothing is known of it.
const UNKNOWN: u32 = u32::MAX;

/// The inside of a class or type. Nodes are those of its item.
#[derive(Debug, Default)]
pub struct Outline {
    /// The variable that holds it.
    pub(super) entity: u32,
    /// Fields by name, with the declared type or the value that they are given.
    fields: Vec<(u64, u32)>,
    /// What it inherits or embeds.
    pub(super) supers: Vec<u32>,
    /// The type that it is a name for, where that has no fields.
    pub(super) whole: Option<u32>,
    /// An interface: who has the type may be of any that fits.
    pub(super) open: bool,
}

impl Outline {
    /// The node that tells the type of a field.
    pub(super) fn field(&self, name: u64) -> Option<u32> {
        let known = self.fields.iter().find(|(own, _)| *own == name);
        known.map(|(_, node)| *node).filter(|node| *node != UNKNOWN)
    }

    /// All that it says: names of fields (0: what it inherits) and the nodes that tell of them.
    pub(super) fn says(&self) -> impl Iterator<Item = (u64, Option<u32>)> {
        let known = |node: u32| Some(node).filter(|node| *node != UNKNOWN);
        let fields = self.fields.iter().map(move |(name, node)| (*name, known(*node)));
        fields.chain(self.supers.iter().chain(&self.whole).map(|node| (0, Some(*node))))
    }

    fn add(&mut self, tree: &Tree, name: NodeId, node: NodeId) {
        let (name, kind) = (tree.node(name).hash, tree.kind(node));
        if matches!(kind, Kind::Null | Kind::Function) {
            return;
        }
        match self.fields.iter_mut().find(|(own, _)| *own == name) {
            None => self.fields.push((name, node.index)),
            Some((_, known)) => {
                let before = NodeId::new(node.item, *known);
                let declared = |id: NodeId| tree.node(id).role == Role::Type;
                if *known == UNKNOWN || tree.node(before).hash == tree.node(node).hash {
                } else if declared(node) && !declared(before) {
                    *known = node.index;
                } else if !declared(before) {
                    *known = UNKNOWN;
                }
            }
        }
    }
}

/// A method of a class or type.
#[derive(Debug)]
pub struct Method {
    /// The name of the class or type.
    pub(super) owner: u64,
    /// Its own.
    pub(super) name: u64,
    /// What it says that it gives back.
    pub(super) result: Option<u32>,
    /// Identifies that.
    pub(super) said: u64,
    /// The names in it.
    pub(super) types: Vec<u64>,
}

impl Method {
    fn of(tree: &Tree, owner: u64, name: NodeId, result: Option<NodeId>) -> Method {
        let mut types = Vec::new();
        result.into_iter().for_each(|result| names_in(tree, result, &mut types));
        let said = result.map_or(0, |result| tree.node(result).hash);
        let name = tree.node(name).hash;
        Method { owner, name, result: result.map(|result| result.index), said, types }
    }
}

/// What an item says of types: classes and types; functions with a declared result, each the variable
/// that holds it and the result; methods.
type Said = (Vec<Outline>, Vec<(u32, u32)>, Vec<Method>);

/// The outlines of an item, its functions and methods. `number` gives the variable of a name.
pub fn outlines(tree: &Tree, item: u32, number: &dyn Fn(NodeId) -> Option<u32>) -> Said {
    let mut outlines: Vec<Outline> = Vec::new();
    let mut results = Vec::new();
    let mut methods = Vec::new();
    // The classes around a node, each with where it ends.
    let mut around: Vec<(u32, Option<usize>)> = Vec::new();
    for (at, node) in tree.item(item).nodes().iter().enumerate() {
        let at = at as u32;
        while around.last().is_some_and(|(end, _)| *end <= at) {
            around.pop();
        }
        let id = NodeId::new(item, at);
        match node.kind {
            Kind::Class => {
                let entity = class_name(tree, id).and_then(number);
                around.push((at + node.size, entity.map(|_| outlines.len())));
                if let Some(entity) = entity {
                    let supers = tree.children_with(id, Role::Super);
                    let supers = supers.filter(|&own| tree.kind(own) != Kind::KeywordArg);
                    let supers = supers.map(|own| own.index).collect();
                    outlines.push(Outline { entity, supers, ..Outline::default() });
                }
            }
            Kind::TypeDecl => {
                let entity = tree.child(id, Role::Name).and_then(number);
                let value = tree.child(id, Role::Value);
                if let Some((entity, value)) = entity.zip(value) {
                    outlines.push(of_type(tree, entity, value));
                    methods.extend(signatures(tree, id, value));
                }
            }
            Kind::Assign | Kind::Param => {
                let outline = around.last().and_then(|(_, outline)| *outline);
                if let Some(outline) = outline.and_then(|outline| outlines.get_mut(outline)) {
                    field(tree, id, outline);
                }
            }
            Kind::Function => {
                let name = tree.child(id, Role::Name).or_else(|| given_to(tree, id));
                let is_method = !around.is_empty() || tree.child(id, Role::Receiver).is_some();
                if is_method
                    && let Some(name) = name
                    && let Some(class) = class_of(tree, id)
                    && let Some(owner) = type_name(tree, class)
                {
                    methods.push(Method::of(tree, owner, name, tree.child(id, Role::Result)));
                }
                if let Some(result) = tree.child(id, Role::Result)
                    && let Some(entity) = name.and_then(number)
                    && !node.flags.contains(Flags::METHOD)
                {
                    results.push((entity, result.index));
                }
            }
            _ => {}
        }
    }
    (outlines, results, methods)
}

/// The methods that an interface asks for.
fn signatures(tree: &Tree, declaration: NodeId, value: NodeId) -> Vec<Method> {
    let owner = tree.child(declaration, Role::Name).and_then(|name| type_name(tree, name));
    let Some(owner) = owner.filter(|_| tree.kind(value) == Kind::StructType) else {
        return Vec::new();
    };
    let of = |element: NodeId| {
        let name = tree.child(element, Role::Target).or_else(|| tree.child(element, Role::Name))?;
        let said = tree.child(element, Role::Type).unwrap_or(element);
        let result = tree.child(said, Role::Result).filter(|_| tree.kind(said) == Kind::Function);
        Some(Method::of(tree, owner, name, Some(result?)))
    };
    tree.children(value).filter_map(of).collect()
}

/// Notes a field that an assignment in a class or a parameter of its constructor declares.
fn field(tree: &Tree, id: NodeId, outline: &mut Outline) {
    let Some(target) = tree.child(id, Role::Target) else { return };
    let declared = tree.child(id, Role::Type);
    if tree.kind(id) == Kind::Param {
        // TypeScript's `constructor(private repo: Repo)`.
        let visible = ["private ", "public ", "protected ", "readonly "];
        if tree.language().is_ecmascript()
            && let Some(declared) = declared
            && visible.iter().any(|word| tree.text(id).starts_with(word))
        {
            outline.add(tree, target, declared);
        }
        return;
    }
    let Some(said) = declared.or_else(|| tree.child(id, Role::Value)) else { return };
    if tree.node(id).flags.contains(Flags::FIELD) {
        outline.add(tree, target, said);
    } else if tree.kind(target) == Kind::Member
        && let Some(object) = tree.child(target, Role::Object)
        && let Some(property) = tree.child(target, Role::Property)
        && is_own(tree, object)
    {
        outline.add(tree, property, said);
    }
}

fn of_type(tree: &Tree, entity: u32, value: NodeId) -> Outline {
    let mut outline = Outline { entity, ..Outline::default() };
    match tree.kind(value) {
        Kind::StructType => {
            for element in tree.children(value) {
                let (name, said) =
                    (tree.child(element, Role::Target), tree.child(element, Role::Type));
                match name.zip(said).filter(|_| tree.kind(element) == Kind::Param) {
                    Some((_, said)) if tree.kind(said) == Kind::Function => outline.open = true,
                    Some((name, said)) => outline.add(tree, name, said),
                    None => outline.supers.push(element.index),
                }
            }
        }
        Kind::Name | Kind::Member | Kind::Unary | Kind::Index => outline.supers.push(value.index),
        _ => {
            outline.open = true;
            outline.whole = Some(value.index);
        }
    }
    outline
}
