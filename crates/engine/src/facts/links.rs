//! What an item has to do with the others of its file: the names it uses, those it gives a value,
//! the methods it has and calls.

use rustc_hash::FxHashSet;
use stockade_syntax::{Flags, Kind, NodeId, Role, Tree};

use super::entity::{Called, Entity, Links};
use super::names::{is_own, method_name, type_name};
use super::usual::is_usual;

/// Methods that put their arguments into their object.
pub const PUTS: [&str; 10] = [
    "push",
    "append",
    "add",
    "unshift",
    "extend",
    "insert",
    "update",
    "concat",
    "WriteString",
    "set",
];

/// Other methods that change what is in their object, or where in it something stands.
const CHANGES: [&str; 12] = [
    "pop",
    "shift",
    "splice",
    "remove",
    "clear",
    "sort",
    "reverse",
    "popitem",
    "popleft",
    "appendleft",
    "setdefault",
    "delete",
];

/// Collects the ties of an item. `entity` gives the variable of a node, `required` says which
/// calls import.
pub fn links<'e>(
    tree: &Tree,
    item: u32,
    entities: &[Entity],
    entity: &dyn Fn(NodeId) -> Option<&'e Entity>,
    required: &dyn Fn(NodeId) -> bool,
) -> Links {
    let mut links = Links {
        uses: entities.iter().filter(|entity| entity.module).map(|entity| entity.name).collect(),
        hides: entities.iter().filter(|entity| !entity.module).map(|entity| entity.name).collect(),
        ..Links::default()
    };
    let declared = entities.iter().filter(|entity| entity.module && entity.is_declared);
    links.gives.extend(declared.map(|entity| entity.name));
    let all = || (0..tree.item(item).nodes().len() as u32).map(|at| NodeId::new(item, at));
    let receivers: FxHashSet<u64> = all()
        .filter(|&id| tree.kind(id) == Kind::Function)
        .filter_map(|id| tree.child(tree.child(id, Role::Receiver)?, Role::Target))
        .map(|name| tree.node(name).hash)
        .collect();
    let mut seen: FxHashSet<(u64, u64)> = FxHashSet::default();
    for id in all() {
        match tree.kind(id) {
            Kind::Member => {
                let own = tree.child(id, Role::Object).is_some_and(|object| {
                    is_own(tree, object) || receivers.contains(&tree.node(object).hash)
                });
                let Some(property) = tree.child(id, Role::Property) else { continue };
                let name = tree.node(property).hash;
                if own {
                    links.own_members.push(name);
                } else if matches!(tree.node(id).role, Role::Callee | Role::Arg | Role::Value) {
                    let usual = is_usual(tree.text(property));
                    let again = if usual {
                        // Whose type counts, by the variable.
                        tree.child(id, Role::Object).and_then(|object| {
                            let root = root_of(tree, object);
                            let variable = entity(root).filter(|_| !is_own(tree, root))?;
                            let variable = std::ptr::from_ref(variable) as usize as u64;
                            Some(!seen.insert((name, tree.node(object).hash ^ variable)))
                        })
                    } else {
                        Some(!seen.insert((name, 0)))
                    };
                    if again != Some(true) {
                        links.called.push(Called { name, callee: id.index, usual });
                    }
                }
            }
            Kind::Name => {
                let named = entity(id).filter(|entity| entity.module && !entity.is_declared);
                let member = named.map(|entity| (entity.name, member_of(tree, id)));
                links.uses_of_others.extend(member);
            }
            // In Python a type can be written as a string.
            Kind::Str if matches!(tree.node(id).role, Role::Type | Role::Result) => {
                links.uses.extend(type_name(tree, id));
            }
            Kind::Function => {
                links.methods.extend(method_name(tree, id).map(|name| tree.node(name).hash));
            }
            _ => {}
        }
    }
    links.imports = tree.roots(item).next().is_some();
    for root in tree.roots(item) {
        links.imports &= only_imports(tree, root, required);
        let mut skip_to = 0;
        let control = is_control(tree.kind(root));
        for id in tree.descendants(root) {
            if id.index < skip_to {
                continue;
            }
            match tree.kind(id) {
                // What a function does happens when it is called.
                Kind::Function | Kind::Class | Kind::Import | Kind::TypeDecl => {
                    skip_to = id.index + tree.node(id).size;
                }
                Kind::Name => {
                    let named = entity(id).filter(|entity| entity.module);
                    let changed = named.filter(|_| control || may_change(tree, id));
                    if let Some(entity) = changed {
                        links.gives.push(entity.name);
                        links.gives_of_others.push((entity.name, member_of(tree, id)));
                    }
                }
                _ => {}
            }
        }
    }
    for list in [&mut links.uses_of_others, &mut links.gives_of_others] {
        list.sort_unstable();
        list.dedup();
    }
    for list in [
        &mut links.uses,
        &mut links.hides,
        &mut links.gives,
        &mut links.own_members,
        &mut links.methods,
    ] {
        list.sort_unstable();
        list.dedup();
    }
    links
}

/// The member of a name that is spoken of; 0 if it is the name as a whole.
fn member_of(tree: &Tree, name: NodeId) -> u64 {
    let parent = tree.parent(name).filter(|&parent| tree.kind(parent) == Kind::Member);
    let property = parent
        .filter(|_| tree.node(name).role == Role::Object)
        .and_then(|parent| tree.child(parent, Role::Property));
    property.map_or(0, |property| tree.node(property).hash)
}

/// The first of a chain of members.
fn root_of(tree: &Tree, mut id: NodeId) -> NodeId {
    while let Some(object) = tree.child(id, Role::Object) {
        id = object;
    }
    id
}

/// Statements that hold others, in which a check may end the program.
fn is_control(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::If
            | Kind::While
            | Kind::DoWhile
            | Kind::For
            | Kind::ForEach
            | Kind::Try
            | Kind::With
            | Kind::Switch
    )
}

/// Whether the value of a name may be another after the expression it stands in: something is put
/// into it or taken out, a part of it is assigned to, or it is all that a function is given.
pub fn may_change(tree: &Tree, name: NodeId) -> bool {
    let mut at = name;
    loop {
        let Some(parent) = tree.parent(at) else { return false };
        if parent == NodeId::ROOT {
            return false;
        }
        let role = tree.node(at).role;
        match tree.kind(parent) {
            Kind::Member | Kind::Index if role == Role::Object => {
                let called = tree.node(parent).role == Role::Callee;
                if called {
                    let property = tree.child(parent, Role::Property);
                    let name = property.map_or("", |property| tree.text(property));
                    return PUTS.contains(&name) || CHANGES.contains(&name);
                }
                at = parent;
            }
            Kind::Assign => return role == Role::Target,
            Kind::Delete => return true,
            Kind::Unary | Kind::KeywordArg => at = parent,
            Kind::Call | Kind::New => {
                return role == Role::Arg && tree.children_with(parent, Role::Arg).count() == 1;
            }
            _ => return false,
        }
    }
}

fn only_imports(tree: &Tree, root: NodeId, required: &dyn Fn(NodeId) -> bool) -> bool {
    let mut imports = false;
    for id in tree.descendants(root) {
        match tree.kind(id) {
            Kind::Function | Kind::Class => return false,
            Kind::Import => imports = true,
            Kind::Call => imports |= required(id),
            _ => {}
        }
    }
    imports && !tree.node(root).flags.contains(Flags::EXPORTED)
}
