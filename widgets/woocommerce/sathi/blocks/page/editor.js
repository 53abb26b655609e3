/** The block in the editor: a named place; shoppers see the page itself, which the store's server writes. */
( function ( { blocks, blockEditor, components, element, i18n } ) {
	blocks.registerBlockType( 'sathi/page', {
		edit: function () {
			return element.createElement(
				'div',
				blockEditor.useBlockProps(),
				element.createElement( components.Placeholder, {
					icon: 'share',
					label: i18n.__( 'Sathi referral page', 'sathi' ),
					instructions: i18n.__( 'Shoppers find their link, their friends and their rewards here.', 'sathi' ),
				} )
			);
		},
		save: function () {
			return null;
		},
	} );
} )( window.wp );
